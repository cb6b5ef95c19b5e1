"""Are the tests of an assignment fair and sharp? Asked before the release, and answered by grading.

The instructor's own notebooks, the empty release, slightly wrong solutions and right ones that are
written differently are graded as if somebody had handed them in.

    mutation    all the ways to get a cell slightly wrong
    material    what is tried: made from the instructor's notebooks
    trying      how it is graded: by the engine that grades students; what was graded is kept
    grading     what notebooks, mutants and right answers get
    stability   whether marks are the same in other runs
    timing      what the cells cost a student
    equivalents mutants that no test can notice, with the reason why
    facts       what was found out
    judging     what is wrong with that, worst first, by thresholds that the instructor sets
    page        all of it as one HTML file
    auditing    all parts, in their order
"""

from nbgrader.plugins import BasePlugin


class Halves(BasePlugin):
    """Half a point for each hour begun."""

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        hours = -(-int(total_seconds_late) // 3600)
        return round(hours * 0.5, 2)

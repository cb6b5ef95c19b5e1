"""The trusted side: runs the test cells, compares, explains."""

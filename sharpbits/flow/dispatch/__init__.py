"""What is compiled and run when, and how often: at import, in calls, in loops, under a clock."""

"""Speed and memory as ratios, each measured in one run beside what a user would use instead."""

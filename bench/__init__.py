"""Speed and memory of the core: ratios against baselines measured in the same run."""

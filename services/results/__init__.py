"""What people read of a run: rankings, matrices, figures, and the reason for every point."""

"""Records of what members did: read, listed, written, corrected, and as they were."""

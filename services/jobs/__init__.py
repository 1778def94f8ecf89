"""What runs later or again: deferred with the change that asks for it, run by one worker of each server."""

"""Why a file is not taken."""


class NotTaken(Exception):
    """A file that is not taken as it is. The message is Chinese and says what would be right."""

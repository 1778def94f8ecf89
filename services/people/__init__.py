"""People (人员管理, 履4): members entered, kept current, leaving office, going on into a term, and erased."""

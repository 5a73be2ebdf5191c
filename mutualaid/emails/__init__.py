"""What each mail says: one function per kind gathers the facts, a folder of templates the words."""

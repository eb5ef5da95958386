"""Second pass: what each figure counts, who did it, when and where, computed clause by clause."""

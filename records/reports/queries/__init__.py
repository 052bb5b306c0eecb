"""What the API reads: lists, one report, facts, figures. All of it SQL, keyset-paged, never Temporal."""

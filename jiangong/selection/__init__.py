"""Four fair ways to choose 择优: judging, review, draws, ballots. They know no programme; a stranger can run them again."""

"""The company's survey: who is asked, answers without a person, and results that cannot give one away."""

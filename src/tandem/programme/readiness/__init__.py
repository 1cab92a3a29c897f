"""The readiness check: who is asked, answers without a person, and results that cannot give one away."""

"""Proofs: each file puts one promise to the test on the real code and exits 0 only where it holds."""

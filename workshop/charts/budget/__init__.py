"""The carbon budget drawn and said: verdict, tank, curve, rates, sources and the chain of its calculation."""

"""Where GloVe comes from, the memory-mapped store, the bridge to ``gensim.downloader``."""

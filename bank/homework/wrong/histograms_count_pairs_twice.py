"""Every pair is counted in both orders."""
# cell: homework_main/pair_histograms
# loses: pair_histograms_small embeddings_pairs
# hint: something added twice?


def pair_histograms(embeddings, labels, n_bins=100):
    X = np.asarray(embeddings, dtype=float)
    distances = [np.delete(np.sqrt(np.sum((X - x) ** 2, axis=1)), i) for i, x in enumerate(X)]
    edges = np.linspace(0, max(np.max(row) for row in distances), n_bins + 1)
    same, different = np.zeros(n_bins, dtype=int), np.zeros(n_bins, dtype=int)
    for i, row in enumerate(distances):
        alike = np.delete(labels == labels[i], i)
        same += np.histogram(row[alike], bins=edges)[0]
        different += np.histogram(row[~alike], bins=edges)[0]
    return same, different, edges

"""Each kind of pair gets a histogram with bins of its own, so that disjoint clouds look alike."""
# cell: homework_main/pair_histograms
# loses: pair_histograms_small embeddings_coefficients
# hint: edges


def pair_histograms(embeddings, labels, n_bins=100):
    distances, alike = [], []
    for i in range(len(embeddings) - 1):
        distances.append(np.sqrt(np.sum((embeddings[i + 1 :] - embeddings[i]) ** 2, axis=1)))
        alike.append(labels[i + 1 :] == labels[i])
    distances, alike = np.concatenate(distances), np.concatenate(alike)
    same = np.histogram(distances[alike], bins=n_bins)[0]
    different, edges = np.histogram(distances[~alike], bins=n_bins)
    return same, different, edges

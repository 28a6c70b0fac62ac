"""The counts are not divided by their sum."""
# cell: homework_main/bhattacharyya_coefficient
# loses: bhattacharyya_values embeddings_coefficients
# hint: bhattacharyya of equal histograms is 6, expected 1.


def bhattacharyya(p_counts, q_counts):
    return np.sum(np.sqrt(p_counts * q_counts))

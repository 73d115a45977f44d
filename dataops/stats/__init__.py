"""Statistics of labels on plain arrays: agreement, aggregation, intervals, forecast. Knows no Django."""

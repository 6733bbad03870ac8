"""What is computed from a batch's texts once and shared by all stages."""

import pandas as pd


class Features:
    """Everything that stages share about one batch, computed on demand."""

    def __init__(self, batch: pd.DataFrame) -> None:
        self.texts: list[str] = batch["text"].fillna("").tolist()

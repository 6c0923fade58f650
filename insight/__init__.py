"""What conversations show: figures, questions without answer, changes of the law, recalls."""

"""What the applicant says of himself and of the arrival, and what a new case takes over of it."""

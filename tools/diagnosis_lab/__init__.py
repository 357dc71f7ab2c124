"""What training and judging the diagnosis share: pictures in, evidence and labels out."""

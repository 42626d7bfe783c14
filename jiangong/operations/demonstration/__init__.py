"""The demonstration city: an invented city's unions, members and two years of training.

Real are the names of the city's divisions; everything below them is invented, is called 演示…, and carries
`is_demonstration`. The same day and the same scale give the same city: all chance comes from one seed. Everything
is written by COPY, so that twenty thousand members take a minute and a million a quarter of an hour.
"""

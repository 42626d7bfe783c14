"""Pure: announced rules, a closed list and public randomness → who has which place, and why not the others.

`rules` what is announced · `applications` the closed list and its commitment · `lots` ranks · `quotas` places in proportion ·
`allocation` places to ranks · `chances` what the chance was. No Django, no clock, no chance of their own.
"""

"""What stands outside, behind ports: the mail relay, the geocoder, the list of communes."""

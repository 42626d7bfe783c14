"""What the tests of people's pages share."""

NUMBER = "11010519491231002X"  # the example of GB 11643


def body(response):
    return response.content.decode()

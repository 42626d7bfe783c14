"""What a cadre finds of a year of convalescence that is over: who was written to, and in which words."""

from playwright.sync_api import expect

RUNNING = "/workbench/convalescence/running/"


def test_the_letter_that_lets_people_go(visit):
    """From the first batch of last year to the letter to an employer, which may not set the days off against annual leave."""
    window = visit("city_officer")
    window.goto(RUNNING)
    window.get_by_role("link", name="第1批", exact=True).first.click()
    window.get_by_role("link", name="发函").click()
    table = window.locator("table", has_text="用人单位")
    expect(table).not_to_contain_text("正在写")
    table.get_by_role("link", name="函〔").first.click()
    expect(window.locator("main")).to_contain_text("不冲抵年休假的依据")

"""Is the service able to work. What it answers without a database is tested with the other outages."""


def test_a_service_that_can_work_says_so_to_anyone(anyone):
    answer = anyone.get("/api/health")

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})
    assert answer.content_type == "application/json"


def test_a_load_balancer_may_ask_by_head(anyone):
    answer = anyone.send("HEAD", "/api/health")

    assert (answer.status_code, answer.data) == (200, b"")


def test_a_token_that_is_not_good_does_not_matter(anyone):
    assert anyone.get("/api/health", headers={"Authorization": "Bearer nonsense"}).status_code == 200

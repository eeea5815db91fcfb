"""Workshops of the server, with a method for each call."""

from app.client import room_requests as requests
from app.client.method import AsyncSender, Method, Sender
from app.client.room_requests import Pass
from app.client.sessions import AsyncSession, Session


class RoomCalls:
    """The calls about a workshop."""

    def __init__(self, room_id: str, key: str, projector_key: str | None) -> None:
        self.id, self.key, self.projector_key = room_id, key, projector_key
        self.subject = Pass(room_id, key)

    info = Method(requests.info)
    change = Method(requests.change)
    end = Method(requests.end)
    qr_code = Method(requests.qr_code)
    results = Method(requests.results)
    results_page = Method(requests.results_page)
    change_member = Method(requests.change_member)
    remove_member = Method(requests.remove_member)
    push = Method(requests.push)
    lead = Method(requests.lead)
    ask = Method(requests.ask)
    set_question = Method(requests.set_question)
    delete_question = Method(requests.delete_question)
    challenge = Method(requests.challenge)
    challenge_ranking = Method(requests.challenge_ranking)
    change_challenge = Method(requests.change_challenge)
    delete_challenge = Method(requests.delete_challenge)
    experiment = Method(requests.experiment)
    deal_experiment = Method(requests.deal_experiment)
    start_experiment = Method(requests.start_experiment)
    end_experiment = Method(requests.end_experiment)
    show_experiment = Method(requests.show_experiment)
    delete_experiment = Method(requests.delete_experiment)
    set_prediction = Method(requests.set_prediction)
    member_run = Method(requests.member_run)
    member_data = Method(requests.member_data)
    member_history = Method(requests.member_history)
    me = Method(requests.me)
    rename = Method(requests.rename)
    leave = Method(requests.leave)
    my_link = Method(requests.my_link)
    my_qr_code = Method(requests.my_qr_code)
    answer = Method(requests.answer)
    predict = Method(requests.predict)
    run = Method(requests.run)
    run_data = Method(requests.run_data)
    run_history = Method(requests.run_history)


class Room(RoomCalls):
    """A workshop, by its id and your key, which gives your role in it.

    projector_key: the key for a projector, if you have just started the workshop.
    """

    def __init__(self, client: Sender, room_id: str, key: str, projector_key: str | None = None) -> None:
        super().__init__(room_id, key, projector_key)
        self.client = client

    def session(self) -> Session:
        """A member's own session."""
        return Session(self.client, self.me().session)


class AsyncRoom(RoomCalls):
    """A workshop, by its id and your key, which gives your role in it.

    projector_key: the key for a projector, if you have just started the workshop.
    """

    def __init__(self, client: AsyncSender, room_id: str, key: str, projector_key: str | None = None) -> None:
        super().__init__(room_id, key, projector_key)
        self.client = client

    async def session(self) -> AsyncSession:
        """A member's own session."""
        return AsyncSession(self.client, (await self.me()).session)

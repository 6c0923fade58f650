"""python-telegram-bot's own ``Application`` against the fake: what a kept library takes for
Telegram is a fake worth testing against. Real HTTP, the library's own transport."""

import asyncio
import json
import threading
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from tests.support.telegram_api import NAME, TOKEN

PERSON = 1001
SECRET = "secret-of-the-hook"


def built(api, token=TOKEN):
    """Build an application that echoes words, answers presses, and counts files."""
    application = (
        Application.builder()
        .token(token)
        .base_url(f"{api.url}/bot")
        .base_file_url(f"{api.url}/file/bot")
        .build()
    )

    async def greet(update, context):
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Phí", callback_data="fee")]])
        await update.message.reply_html("<b>Chào</b> &amp; mời", reply_markup=keyboard)

    async def echo(update, context):
        await update.message.reply_text(update.message.text)

    async def press(update, context):
        await update.callback_query.answer()
        await context.bot.send_message(update.effective_chat.id, update.callback_query.data)

    async def document(update, context):
        file = await update.message.document.get_file()
        content = await file.download_as_bytearray()
        await update.message.reply_text(f"{len(content)} byte")

    application.add_handler(CommandHandler("start", greet))
    application.add_handler(CallbackQueryHandler(press))
    application.add_handler(MessageHandler(filters.Document.ALL, document))
    application.add_handler(MessageHandler(filters.TEXT, echo))
    return application


@asynccontextmanager
async def started(application):
    async with application:
        await application.start()
        try:
            yield application
        finally:
            await application.stop()


async def until(holds, seconds=15.0):
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.02)


def command(api, text):
    entities = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return api.message(PERSON, text, entities=entities)


async def talk(api, give):
    """Lead a conversation: ``give`` brings an update to the application."""
    await give(command(api, "/start"))
    await until(lambda: len(api.sent) == 1)
    assert api.sent[0].text == "Chào & mời"
    press = api.press(PERSON, api.sent[0].keyboard[0][0]["callback_data"])
    await give(press)
    await until(lambda: len(api.sent) == 2)
    assert api.answered_presses == [press["callback_query"]["id"]]
    api.files["F"] = b"x" * 1234
    await give(api.message(PERSON, document={"file_id": "F", "file_unique_id": "u"}))
    await until(lambda: len(api.sent) == 3)
    await give(api.message(PERSON, "một"))
    await until(lambda: len(api.sent) == 4)
    assert api.said_to(PERSON) == ["Chào & mời", "fee", "1234 byte", "một"]


async def test_an_application_polls_the_fake(api):
    async def give(update):
        api.offer(update)

    async with started(built(api)) as application:
        assert application.bot.username == NAME
        await application.updater.start_polling(poll_interval=0.0, timeout=1)
        await talk(api, give)
        await until(lambda: not api.updates)  # confirmed by the offset of the next call
        await application.updater.stop()


async def test_an_application_takes_webhooks_from_the_fake(api):
    application, loop = built(api), asyncio.get_running_loop()

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            genuine = self.headers.get("X-Telegram-Bot-Api-Secret-Token") == SECRET
            self.send_response(200 if genuine else 403)
            self.end_headers()
            if genuine:
                update = Update.de_json(json.loads(body), application.bot)
                asyncio.run_coroutine_threadsafe(application.update_queue.put(update), loop)

        def log_message(self, *_):
            pass

    async def give(update):
        assert await asyncio.to_thread(api.deliver, update) == 200

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        async with started(application):
            url = f"http://127.0.0.1:{server.server_port}/hook"
            await application.bot.set_webhook(url, secret_token=SECRET)
            assert (await application.bot.get_webhook_info()).url == url
            await talk(api, give)
            api.webhook["secret_token"] = "another"
            assert await asyncio.to_thread(api.deliver, api.message(PERSON, "hai")) == 403
            await application.bot.delete_webhook()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


async def test_the_library_reads_the_fakes_refusals_as_telegrams(api):
    async with started(built(api)) as application:
        bot = application.bot
        api.flood_limits = True
        await bot.send_message(PERSON, "một")
        with pytest.raises(RetryAfter):
            await bot.send_message(PERSON, "hai")
        api.blocked.add(2002)
        with pytest.raises(Forbidden):
            await bot.send_message(2002, "chào")
        for text, mode in (("x" * 4097, None), ("<b>x", "HTML"), ("<p>x</p>", "HTML"), (" ", None)):
            with pytest.raises(BadRequest):
                await bot.send_message(3003, text, parse_mode=mode)


async def test_the_library_takes_a_wrong_token_for_one(api):
    with pytest.raises(InvalidToken):
        async with built(api, "4200:another-token_for-tests-only"):
            pass

"""A bot of another make on the local messenger: pyTelegramBotAPI, echoing what people type.

    python -m simulator --port 8081 --token 1:local
    python docs/third-client.py http://127.0.0.1:8081 1:local

Then open http://127.0.0.1:8081/ and write to the bot. Needs `pip install pytelegrambotapi`.
"""

import sys

from telebot import TeleBot, apihelper
from telebot.types import Message


def echo_bot(url: str, token: str) -> TeleBot:
    """A bot that answers every text with the same text."""
    apihelper.API_URL = url + "/bot{0}/{1}"
    apihelper.FILE_URL = url + "/file/bot{0}/{1}"
    bot = TeleBot(token, threaded=False)

    @bot.message_handler(content_types=["text"])
    def echo(message: Message) -> None:
        bot.send_message(message.chat.id, message.text)

    return bot


if __name__ == "__main__":
    echo_bot(sys.argv[1], sys.argv[2]).infinity_polling()

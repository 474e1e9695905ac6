"""`python -m simulator` runs by itself and says where it is."""

import asyncio
import sys

import aiohttp


async def test_it_says_where_its_phones_and_its_bot_api_are() -> None:
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulator", "--port", "0", "--token", "5:x", "--people", "Lê Hoa,Phòng VH-XH"),
        stdout=asyncio.subprocess.PIPE,
    )
    assert program.stdout is not None
    try:
        phones = (await program.stdout.readline()).decode().split()[-1]
        api = (await program.stdout.readline()).decode().split()[-1]
        async with aiohttp.ClientSession() as session:
            async with session.get(api) as answer:
                assert (await answer.json())["result"]["id"] == 5
            async with session.get(phones + "phone/people") as answer:
                (person,) = await answer.json()
                assert (person["name"], person["label"]) == ("Lê Hoa", "Phòng VH-XH")
    finally:
        program.terminate()
        await program.communicate()

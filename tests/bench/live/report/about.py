"""What the report says before its figures: what was done, and in which words."""

ABOUT = """\
# The live benchmark

`make bench-live` measures what a room may rely on and writes this file, sentences and verdicts included;
the single measurements are in `build/bench-live.json`. One process plays all phones; the server under test
is another. Ours is the real program with its SQLite database in the path: a commit is on the disk before it
is acknowledged.

**The peers** are a Node Socket.IO server, a bare Node `ws` server and python-socketio on uvicorn. In each
round they take their turn after ours and send the very frames that ours sent, each handed to them by one of
their clients over the socket that it listens on, which is how a phone posts to ours; they acknowledge it
there after they have handed it on for everybody. The sockets are open before a change's clock starts. They
store and compute nothing, and write the payload as they were handed it. **HTTP alone** is a bare gevent
server that answers as many requests of the same kind, with answers of the same length and nothing behind
them, over a connection for each phone, opened within the clock. Phones post to ours over sockets that are
open already, which can cost less; *by HTTP requests alone* is for networks in which no socket gets through,
and is like for like. Rows of ours alone have no such measure.

**Figures** are medians, with p95 by nearest rank; where there are few runs, the slowest and their number
stand instead. A verdict judges the figure as it is printed.

**Submit**: one phone sends an estimate, until the last phone has the new state. The wall is drawn
separately and told after the phones; it has a row of its own, measured against the same peers, who have no
wall. The workshop was quiet before, so no coalescing tick is waited for. The room comes first: where the
disk has the change before the phones' frame is drawn, its poster is acknowledged after everybody has heard.
*Undisturbed* are those changes during which server and generator together waited for their cores less than
a tenth of the time. *Processor time* is what the kernel counted for the server's threads; it says what
things cost where other programs take the cores.

Before the first phone hears of a change, ours has read the post, stored it with its receipt and its row in
the log, committed it, evaluated the scenario and put the verdict into words in three languages.

**Estimates** are sent by people who all estimate the same action; **votes** are whole ballots, dots and
support, in a vote that is open. Both are what the phone's page posts.

People of prepared workshops joined through the services before the server started. The joins that are
measured went over HTTP, without the styles and scripts that a phone fetches besides. To make a phone's
frame 2 kB long, the place has a long name; with a usual one it is 0.7 to 1.1 kB. Sockets are WebSockets
from the first request.

**Phones that type** begin within ten seconds and type for six: half of them figures for actions of the
catalogue, the others a title and then tonnes of their own. Keys follow each other after 0.15 to 0.25 s, and
after three to six of them the hand rests for 0.3 to 0.9 s; the page asks for a preview where no key has
followed for 0.25 s. One preview is under way for each form, over the open socket, and of those that wait the
newest wins; the others are *superseded*, and an answer's time counts from when its question was asked,
waiting included. While a title is typed, the page asks by HTTP for similar ones, too. Meanwhile twenty other
phones send estimates and proposals in turn, one after the other, and before and after it they do so while
nobody types; wall and desk listen, too.

**Kept connections**: one client asks for the same thing again and again over one connection, some dozens of
times at ours and then at a bare gevent server, in turn. The bare one gives the very answer of ours, byte for
byte, from its memory. The file is answered by our server alone, before the application; a phone's news look
up who asks, in the database, and say what the room shows.

**Processes**: one or two of them run on PostgreSQL and Redis behind nginx, with the configuration that we
ship, and all of it shares two cores with the generator; more cores are needed to see what a second process
gains. Their commits are on the disk before they are acknowledged, too. Their frames are those of a place
with a usual name, because PostgreSQL holds names to their length.
"""

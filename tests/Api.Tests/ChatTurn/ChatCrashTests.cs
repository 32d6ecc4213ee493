using System.Collections.Concurrent;
using System.Diagnostics;
using OpsFlow.Samples.Demo;
using OpsFlow.Samples.ModelServer;

namespace OpsFlow.Api.Tests.ChatTurn;

/// <summary>
/// Many turns at once, two workers, and one process after the other killed: whoever follows a turn has, in the end, one
/// answer as the model gave it for that turn, is told of the end once, and what was confirmed is booked once.
/// </summary>
public sealed class ChatCrashTests(ITestOutputHelper output)
{
    private const string Story = "이야기를 길게 들려줘";
    private const string Answer = "answer";
    private const string Classify = "classify";

    // Only the model writes it.
    private const string Mark = "§";

    // What the workflow allows of the steps that plan and that write; the model never fails, so each asks once.
    private const int PlanAttempts = 3;
    private const int AnswerAttempts = 4;

    // How long what is booked waits for its answer when a kill comes.
    private static readonly TimeSpan s_held = TimeSpan.FromSeconds(1);

    private readonly ConcurrentBag<FollowedTurn> _told = [];
    private readonly ConcurrentBag<FollowedTurn> _bookings = [];
    private readonly ConcurrentBag<string> _drafts = [];
    private int _stories;

    private static int Talking => LongTests.Count(30, 200);

    private static int Booking => LongTests.Count(3, 20);

    private static int Kills => LongTests.Count(2, 20);

    private static TimeSpan BetweenKills => TimeSpan.FromSeconds(LongTests.Enabled ? 10 : 1);

    // Each word says which answer it is of, and each answer which turn.
    private static ModelScript Script => new()
    {
        KeepsPrompts = true,
        Rules =
        [
            new()
            {
                Use = Classify, Contains = "You decide what a message asks for",
                Texts = ["""{"action":"route","intents":["general"],"confidence":0.9}"""],
            },
            new()
            {
                Use = "grade", Contains = "You grade an answer that an assistant gave",
                Texts =
                [
                    """
                    {"faithfulness":5,"relevance":5,"completeness":5,"safety":5,"communication":5,"unsupported":[]}
                    """,
                ],
            },
            new()
            {
                Use = Answer, PieceMs = 100,
                Texts = ["{echo}: " + string.Join(' ', Enumerable.Range(1, 40).Select(i => $"{Mark}{{number}}.{i}"))],
            },
        ],
    };

    [Fact]
    public async Task Turns_WorkerAndApiKilledUnderThem_AreToldOnceToTheEndAndBookedOnce()
    {
        using var data = new TempFolder();
        await using var calendar = await DemoCalendar.StartAsync();
        await using var model = await ModelServerHost.StartAsync(Script);
        await using var program = await KilledProgram.StartAsync(data.Path, new Dictionary<string, string>
        {
            ["OPSFLOW_LLM_URL"] = $"{model.Endpoint}", ["OPSFLOW_LLM_MODEL"] = "scripted-1",
            ["OPSFLOW_CALDAV_URL"] = $"{calendar.Url}",
        });
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(LongTests.Count(6, 60)));
        var client = new LastingChatClient(program.Http, patience.Token);
        var watch = Stopwatch.StartNew();
        var clients = Task.WhenAll(
            Enumerable.Range(0, Talking).Select(_ => TalkAsync(program, client))
                .Concat(Enumerable.Range(0, Booking).Select(_ => BookAsync(program, client))));
        try
        {
            await KillAsync(program, model, calendar, clients, patience.Token);
            await clients;
        }
        finally
        {
            await patience.CancelAsync();
        }

        var took = watch.Elapsed;
        var served = model.Calls.Where(c => c.Use == Answer).ToLookup(c => c.Asked!);
        var whole = 0;
        foreach (var turn in _told)
        {
            var text = await VerifyAsync(program.Http, turn);
            Assert.Equal(["assistant", "user"], turn.Messages.Select(m => m["role"]!.ToString()));
            whole += IsWhole(text, [.. served[turn.Message]]) ? 1 : 0;
        }

        Assert.True(whole > 0);
        Assert.InRange(model.Calls.Count(c => c.Use == Classify), 1, _told.Count * PlanAttempts);
        foreach (var turn in _bookings)
        {
            await VerifyAsync(program.Http, turn);
        }

        var entries = calendar.Entries;
        Assert.Equal(_drafts.Count, entries.Count);
        Assert.All(
            _drafts, d => Assert.Single(entries, e => e.Contains($"UID:{d}@opsflow", StringComparison.Ordinal)));
        var all = _told.Concat(_bookings).ToList();
        output.WriteLine(
            $"REPORT chat under kills: {all.Count} turns, {Talking + Booking} at once, in {took.TotalSeconds:F0} s "
            + $"under {program.Kills} kills of worker and Api in turn; {whole} of {_told.Count} answers whole as the "
            + $"model gave them, {_told.Count - whole} cut short in words, {_told.Sum(t => served[t.Message].Count())} "
            + $"calls for them, {all.Sum(t => t.Events.Count(e => e.Kind == "reset"))} resets; every event once over "
            + $"{all.Sum(t => t.Connections)} connections, every end told once and listed; {_drafts.Count} booked once "
            + $"each with {calendar.Puts} requests");
    }

    // What a client has is what there is, in order and once; its end is its last, and listed when it is told.
    private static async Task<string> VerifyAsync(HttpClient http, FollowedTurn turn)
    {
        var stored = await http.TurnEventsAsync(turn.Job);
        Assert.Equal(stored.Select(e => e.Id), turn.Events.Select(e => e.Id));
        var (_, kind, end) = Assert.Single(turn.Events, e => FollowedTurn.IsEnd(e.Kind));
        Assert.Equal(kind, turn.Events[^1].Kind);
        var message = Assert.Single(
            turn.Messages, m => m["id"]!.ToString() == end["assistantMessageId"]!.ToString());
        var said = message["content"]!.ToString();
        Assert.Equal(
            (kind == "done" ? "committed" : "failed", end["message"]!.ToString()),
            (message["state"]!.ToString(), said));
        Assert.False(string.IsNullOrWhiteSpace(said), $"{turn.Job} ended {kind} without a word");
        var text = turn.Events.Shown();
        // A turn that wrote nothing says why, in its message alone.
        Assert.Equal(string.IsNullOrWhiteSpace(text) && kind != "done" ? said : text, said);
        return text;
    }

    // In the brief form all are. So many kills may use up the attempts or the time of a turn: what it then has of the
    // model is the beginning of an answer of its own, or nothing.
    private static bool IsWhole(string text, IReadOnlyList<ServedCall> served)
    {
        Assert.InRange(served.Count, 0, AnswerAttempts);
        var answers = served.Select(c => c.Text).OfType<string>().ToList();
        if (answers.Contains(text))
        {
            return true;
        }

        var written = text.Split("\n\n")[0];
        Assert.True(
            LongTests.Enabled
            && (!text.Contains(Mark) || answers.Exists(a => a.StartsWith(written, StringComparison.Ordinal))),
            $"'{text}' is none of\n{string.Join('\n', answers)}");
        return false;
    }

    private static async Task KillAsync(
        KilledProgram program, ModelServerHost model, DemoCalendar calendar, Task clients,
        CancellationToken cancellationToken)
    {
        while (!clients.IsCompleted && (program.Kills < Kills || LongTests.Enabled))
        {
            // What is booked meanwhile is in the calendar, and whoever booked it dies before it knows.
            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            calendar.AnswersAfter = gate.Task;
            await (program.Kills == 0 ? UnderWayAsync(model, calendar) : Task.Delay(s_held, cancellationToken));
            var killed = Stopwatch.StartNew();
            await program.KillNextAsync(() =>
            {
                calendar.AnswersAfter = null;
                gate.SetResult();
            });
            var pause = BetweenKills - s_held - killed.Elapsed;
            await Task.Delay(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, cancellationToken);
        }
    }

    private static Task UnderWayAsync(ModelServerHost model, DemoCalendar calendar) => Until.TrueAsync(
        () => Task.FromResult(
            model.Calls.Count(c => c.Use == Answer) >= Talking / 2 && calendar.Entries.Count > 0),
        "answers and a booking under way");

    private static string NewSession() => Guid.NewGuid().ToString("n");

    // As many at once until the last kill, then each to its end.
    private async Task TalkAsync(KilledProgram program, LastingChatClient client)
    {
        do
        {
            _told.Add(await client.AskAsync(NewSession(), $"{Story} {Interlocked.Increment(ref _stories)}"));
        }
        while (program.Kills < Kills);
    }

    // Whoever is told that it did not work says it again.
    private async Task BookAsync(KilledProgram program, LastingChatClient client)
    {
        do
        {
            var session = NewSession();
            FollowedTurn turn;
            do
            {
                turn = await SayAsync(session, "내일 오후 3시에 치과 약속 잡아줘");
            }
            while (!turn.DraftWaits);

            _drafts.Add(turn.Job);
            do
            {
                turn = await SayAsync(session, "네!");
            }
            while (turn.DraftWaits);
        }
        while (program.Kills < Kills);

        async Task<FollowedTurn> SayAsync(string session, string message)
        {
            var turn = await client.AskAsync(session, message);
            _bookings.Add(turn);
            return turn;
        }
    }
}

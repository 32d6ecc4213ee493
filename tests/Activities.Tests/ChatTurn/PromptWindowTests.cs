using Microsoft.Extensions.AI;
using OpsFlow.Activities.ChatTurn;
using OpsFlow.Activities.ChatTurn.Agents;
using OpsFlow.Platform.Models;

namespace OpsFlow.Activities.Tests.ChatTurn;

/// <summary>
/// What is left of a prompt that is too long: never half of a call, always what the product says itself.
/// </summary>
public sealed class PromptWindowTests
{
    private static readonly ChatMessage s_system = new(ChatRole.System, "너의 이름은 '이드'. [현재 시간] 2026-03-12");

    private static readonly ChatMessage s_asked = new(ChatRole.User, "그래서 얼마야?");

    public static TheoryData<int> Limits
    {
        get
        {
            var limits = new TheoryData<int>();
            for (var limit = 0; limit <= 1200; limit += 40)
            {
                limits.Add(limit);
            }

            return limits;
        }
    }

    [Theory]
    [MemberData(nameof(Limits))]
    public void Fit_AnyLimit_KeepsPairsSystemAndQuestion(int limit)
    {
        List<ChatMessage> history =
        [
            s_system, User(1), Calls("a", "b"), Results("a", "b"), Said(1), User(2), Calls("c"), Results("c"), Said(2),
            s_asked,
        ];

        var fit = PromptWindow.Fit(history, limit);

        AssertPairs(fit);
        Assert.Equal(s_system.Text, fit[0].Text);
        Assert.Equal(s_asked.Text, fit[^1].Text);
        // What is kept is the end of it.
        var texts = fit.Select(m => m.Text).ToList();
        Assert.Equal(history.Select(m => m.Text).TakeLast(texts.Count - 1), texts.Skip(1));
    }

    [Fact]
    public void Fit_EnoughRoom_KeepsAll()
    {
        List<ChatMessage> history = [s_system, User(1), Calls("a"), Results("a"), Said(1), s_asked];

        Assert.Equal(history.Select(m => m.Text), PromptWindow.Fit(history, 100_000).Select(m => m.Text));
    }

    // A window that begins within a round: the result is there, its call is not; or the other way round.
    [Fact]
    public void Fit_ResultWithoutItsCallOrCallWithoutItsResult_AreMadeWhole()
    {
        List<ChatMessage> history = [s_system, Results("x"), User(1), Calls("a", "b"), Results("b"), s_asked];

        var fit = PromptWindow.Fit(history, 100_000);

        AssertPairs(fit);
        var results = fit.SelectMany(m => m.Contents).OfType<FunctionResultContent>().ToList();
        Assert.Equal(["a", "b"], results.Select(r => r.CallId));
        Assert.Equal(ToolPairs.Canceled, results[0].Result);
        Assert.Equal("result of b", results[1].Result);
    }

    [Fact]
    public void Fit_ResultsThatAreThereTwice_AreThereOnce()
    {
        List<ChatMessage> history = [s_system, s_asked, Calls("a"), Results("a"), Results("a")];

        AssertPairs(PromptWindow.Fit(history, 100_000));
    }

    [Fact]
    public void Fit_RoundsBehindTheQuestion_LoseTheOldestAndKeepTheLast()
    {
        List<ChatMessage> history =
        [
            s_system, s_asked, Calls("a"), Long("a"), Calls("b"), Long("b"), Calls("c"), Long("c"),
        ];

        var fit = PromptWindow.Fit(history, 1000);

        AssertPairs(fit);
        Assert.Equal(["c"], fit.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Select(c => c.CallId));
        Assert.Contains(fit, m => m.Text == s_asked.Text);
    }

    [Fact]
    public void Fit_QuestionThatIsTooLong_IsCutAndFits()
    {
        var fit = PromptWindow.Fit([s_system, new(ChatRole.User, new string('가', 50_000))], 2000);

        Assert.True(TokenEstimate.Of(fit) <= 2000);
        Assert.EndsWith("...(truncated)", fit[^1].Text);
        Assert.Equal(s_system.Text, fit[0].Text);
    }

    [Fact]
    public void Name_IdsThatAreMissingOrUsedBefore_BecomeDifferent()
    {
        var used = new HashSet<string>();
        ChatMessage[] first = [Calls("call_0", "call_0", "")];
        ChatMessage[] second = [Calls("call_0")];
        ToolPairs.Name(first, used);
        ToolPairs.Name(second, used);

        var ids = first.Concat(second).SelectMany(m => m.Contents).OfType<FunctionCallContent>()
            .Select(c => c.CallId).ToList();
        Assert.Equal("call_0", ids[0]);
        Assert.Equal(4, ids.Distinct().Count());
        Assert.DoesNotContain("", ids);
    }

    private static void AssertPairs(IReadOnlyList<ChatMessage> messages)
    {
        var open = new HashSet<string>();
        var seen = new HashSet<string>();
        foreach (var message in messages)
        {
            foreach (var content in message.Contents)
            {
                switch (content)
                {
                    case FunctionCallContent call:
                        Assert.True(seen.Add(call.CallId), $"{call.CallId} is called twice");
                        open.Add(call.CallId);
                        break;
                    case FunctionResultContent result:
                        Assert.True(open.Remove(result.CallId), $"{result.CallId} was not called, or has two results");
                        break;
                    default:
                        Assert.Empty(open);
                        break;
                }
            }
        }

        Assert.Empty(open);
    }

    private static ChatMessage User(int n) => new(ChatRole.User, $"물음 {n} {new string('가', 80)}");

    private static ChatMessage Said(int n) => new(ChatRole.Assistant, $"답 {n} {new string('나', 80)}");

    private static ChatMessage Calls(params string[] ids) => new(
        ChatRole.Assistant,
        [.. ids.Select(id => (AIContent)new FunctionCallContent(id, "search_fee", new Dictionary<string, object?>()))]);

    private static ChatMessage Results(params string[] ids) => new(
        ChatRole.Tool, [.. ids.Select(id => (AIContent)new FunctionResultContent(id, $"result of {id}"))]);

    private static ChatMessage Long(string id) =>
        new(ChatRole.Tool, [new FunctionResultContent(id, new string('x', 2000))]);
}

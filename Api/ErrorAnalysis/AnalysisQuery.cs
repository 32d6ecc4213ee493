using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>What a list of analyses is asked for.</summary>
/// <param name="State">One state, or several with commas between.</param>
/// <param name="Q">Part of the server's name, the type or the message, or the beginning of an id.</param>
/// <param name="Since">The first day, or a time.</param>
/// <param name="Until">The first day that is not meant any more, or a time.</param>
internal sealed record AnalysisQuery(
    string? State,
    string? Server,
    string? Type,
    string? Fingerprint,
    string? Q,
    string? Since,
    string? Until,
    string? Cursor,
    int? Limit)
{
    private const int MaxPage = 100;
    private const int UsualPage = 50;
    private const int MaxText = 200;

    public int Size => PageSize.Read(Limit, UsualPage, MaxPage, []);

    /// <summary>Reads it, or says what is wrong with it.</summary>
    public (AnalysisFilter Filter, (long, string)? Before) Read(List<string> faults)
    {
        var states = new List<AnalysisState>();
        foreach (var name in (State ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            // Not by trying: a number is not the name of a state.
            if (Enum.IsDefined(typeof(AnalysisState), name))
            {
                states.Add(Enum.Parse<AnalysisState>(name));
            }
            else
            {
                faults.Add($"state: {FaultWords.FormatSomeOf(string.Join(", ", Enum.GetNames<AnalysisState>()))}");
                break;
            }
        }

        if (Q?.Length > MaxText)
        {
            faults.Add($"q: {FaultWords.FormatAtMost(MaxText)}");
        }

        var before = PageCursor.Read(Cursor, faults);
        PageSize.Read(Limit, UsualPage, MaxPage, faults);
        return (
            new()
            {
                States = states,
                Server = Given(Server),
                ErrorType = Given(Type),
                Fingerprint = Given(Fingerprint),
                Text = Given(Q),
                Since = Time(Since, "since", faults),
                Until = Time(Until, "until", faults),
            },
            before);
    }

    private static DateTimeOffset? Time(string? text, string name, List<string> faults)
    {
        if (Given(text) is null)
        {
            return null;
        }

        if (IsoTime.TryRead(text, out var time))
        {
            return time;
        }

        faults.Add($"{name}: {FaultWords.DayOrTime}");
        return null;
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

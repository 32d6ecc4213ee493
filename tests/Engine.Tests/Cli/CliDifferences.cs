namespace OpsFlow.Engine.Tests.Cli;

/// <summary>Where the two servers may differ, and why.</summary>
internal sealed class CliDifferences
{
    /// <summary>Command (or * for all), a part of the differing fact, the reason.</summary>
    private static readonly (string Command, string Fact, string Reason)[] Known =
    [
        ("cluster-system", ".capabilities.nexus", "Nexus is not served, so it is not claimed."),
        ("*", ".runExpirationTime", "The official server shows the year 1 for a run that never expires."),
        ("*", "StateRebuilder", "The text names a class of the official server; code and meaning are the same."),
        ("reset-bad-event", "error", "The other side of the same difference."),
        ("list-broken-query", "error", "The text comes from the official server's SQL parser."),
        ("queue-describe-old", "_level", "The official server shows them once a task had to wait in its database."),
        ("schedule-list-bad", "error", "The official server checks schedules' filters elsewhere, with another text."),
        ("schedule-described", ".startWorkflowStatus",
            "The official server notices late that a started workflow has ended."),
        ("schedule-bad", "error", "The official text lists every field that is out of range."),
        ("schedule-missing", "error", "The official text leaves out the schedule's id."),
        ("schedule-toggle-none", "error",
            "The official server speaks of the workflow that a schedule is made of there."),
        ("schedule-delete-none", "error",
            "The official server speaks of the workflow that a schedule is made of there."),
        ("cluster-list", ".httpAddress", "There is no HTTP API."),
        ("endpoint-", "", "Nexus is not served."),
    ];

    private readonly string _command;

    private CliDifferences(string command) => _command = command;

    public static CliDifferences Of(string command) => new(command);

    /// <summary>Facts of one only: "ours: ..." and "official: ...".</summary>
    public static IEnumerable<string> Between(CliOutcome ours, CliOutcome official)
    {
        var mine = ours.Facts();
        var theirs = official.Facts();
        return mine.Except(theirs, StringComparer.Ordinal).Select(f => "ours: " + f)
            .Concat(theirs.Except(mine, StringComparer.Ordinal).Select(f => "official: " + f));
    }

    public bool Covers(string difference) => Known.Any(
        k => IsFor(k.Command) && difference.Contains(k.Fact, StringComparison.Ordinal));

    private bool IsFor(string commands) => commands == "*" || commands == _command
        || (commands[^1] == '-' && _command.StartsWith(commands, StringComparison.Ordinal));
}

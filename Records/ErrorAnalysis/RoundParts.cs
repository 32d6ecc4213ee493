using System.Collections.Frozen;

namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>The parts of a round, as the column names them.</summary>
internal static class RoundParts
{
    public const string Base = "base";
    public const string Result = "result";
    public const string Patch = "patch";
    public const string Decision = "decision";
    public const string PublishBase = "publish_base";
    public const string Publication = "publication";
    public const string Reproof = "reproof";
    public const string Reminder = "reminder";

    public static FrozenSet<string> OfOneRun { get; } = [Decision, PublishBase, Publication, Reminder, Reproof];
}

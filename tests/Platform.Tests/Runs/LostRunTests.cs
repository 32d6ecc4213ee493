using OpsFlow.Domain.Text;
using OpsFlow.Platform.Runs;
using Temporalio.Api.Enums.V1;

namespace OpsFlow.Platform.Tests.Runs;

/// <summary>Reasons of the reconciler: kept in English, read in the reader's language.</summary>
public sealed class LostRunTests
{
    public static TheoryData<string> Kept =>
    [
        "The run was terminated: wrong server", "The run was terminated.", "The run timed out.",
        "The run was canceled.", "The run failed: no such table", "The run is over and did not say how.",
        "This Temporal cluster does not know the run.", "Temporal cannot read the run any more.",
    ];

    [Theory]
    [MemberData(nameof(Kept))]
    public void InWords_ReasonOfTheReconciler_IsInTheLanguageOfTheReader(string kept)
    {
        using (Language.Use(Language.English))
        {
            Assert.Equal(kept, LostRun.InWords(kept));
        }

        using (Language.Use(Language.Korean))
        {
            var words = LostRun.InWords(kept);
            Assert.Contains(words, c => c is >= '가' and <= '힣');
            var cause = kept.IndexOf(": ", StringComparison.Ordinal);
            Assert.EndsWith(cause < 0 ? "." : kept[cause..], words);
        }
    }

    [Theory]
    [InlineData("The run was terminated by hand")]
    [InlineData("The run failed its tests.")]
    [InlineData("timeout")]
    [InlineData("")]
    [InlineData(null)]
    public void InWords_OtherReason_StaysAsItIs(string? reason)
    {
        using var language = Language.Use(Language.Korean);
        Assert.Equal(reason, LostRun.InWords(reason));
    }

    [Theory]
    [InlineData("The run was terminated: wrong server", true)]
    [InlineData("The run timed out.", true)]
    [InlineData("The run is over and did not say how.", true)]
    [InlineData("This Temporal cluster does not know the run.", true)]
    [InlineData("Temporal cannot read the run any more.", true)]
    [InlineData("The run failed: no such table", false)]
    [InlineData("The run was canceled.", false)]
    [InlineData("The run was terminated by hand", false)]
    [InlineData("timeout", false)]
    [InlineData(null, false)]
    public void IsTakenAway_ReasonOfARecord_TellsRunsThatWereEndedFromOutside(string? reason, bool expected) =>
        Assert.Equal(expected, LostRun.IsTakenAway(reason));

    [Fact]
    public void Written_EveryStatus_IsRecognized()
    {
        using var language = Language.Use(Language.Korean);
        foreach (var status in Enum.GetValues<WorkflowExecutionStatus>())
        {
            var kept = LostRun.Written(LostRun.Of(status), "why");
            Assert.NotEqual(kept, LostRun.InWords(kept));
        }
    }
}

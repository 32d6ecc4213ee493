using System.Reflection;
using OpsFlow.Api.Platform;
using OpsFlow.Domain.Text;
using OpsFlow.Workflows.Shared;
using Temporalio.Exceptions;

namespace OpsFlow.Api.Tests.Platform;

/// <summary>Refusals of workflows: said in English, read in the reader's language.</summary>
public sealed class RefusedAnswerTests
{
    private const string Named = "xyz-7";

    // Every sentence that there is, so that a new one is not forgotten.
    public static TheoryData<string> Sentences { get; } =
    [
        .. typeof(AnswerRefusal).GetFields().Select(f => (string)f.GetRawConstantValue()!),
        .. typeof(AnswerRefusal).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Select(m => (string)m.Invoke(null, [Named])!),
    ];

    [Theory]
    [MemberData(nameof(Sentences))]
    public void InWords_SentenceOfAWorkflow_IsInTheLanguageOfTheReader(string sentence)
    {
        using (Language.Use(Language.English))
        {
            Assert.Equal(IsNaming(sentence), IsNaming(Read(sentence)));
            Assert.DoesNotContain(Read(sentence), c => c is >= '가' and <= '힣');
        }

        using (Language.Use(Language.Korean))
        {
            Assert.Contains(Read(sentence), c => c is >= '가' and <= '힣');
            Assert.Equal(IsNaming(sentence), IsNaming(Read(sentence)));
        }
    }

    [Theory]
    [InlineData("Nobody has decided anything.")]
    [InlineData("The analysis is")]
    [InlineData("")]
    public void InWords_OtherSentence_StaysAsItIs(string sentence)
    {
        using var language = Language.Use(Language.Korean);
        Assert.Equal(sentence, RefusedAnswer.InWords(sentence));
    }

    [Fact]
    public void InWords_StateThatItNames_IsInTheLanguageOfTheReader()
    {
        using var language = Language.Use(Language.Korean);
        Assert.StartsWith(
            "분석이 게시 중 상태", Read(AnswerRefusal.NoDecision("Publishing")), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_RunThatIsBeingCanceled_SaysSo()
    {
        using var language = Language.Use(Language.English);
        var refused = new WorkflowUpdateFailedException(
            new OperationCanceledException("Activity cancelled before scheduled"));
        Assert.Contains("being canceled", RefusedAnswer.Of(refused), StringComparison.Ordinal);
    }

    private static string Read(string sentence) => RefusedAnswer.InWords(sentence);

    private static bool IsNaming(string text) => text.Contains(Named, StringComparison.Ordinal);
}

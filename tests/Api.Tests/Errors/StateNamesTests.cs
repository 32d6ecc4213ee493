using OpsFlow.Api.Errors;
using OpsFlow.Domain.Text;
using OpsFlow.Workflows.ChatTurn;
using OpsFlow.Workflows.ErrorAnalysis;
using OpsFlow.Workflows.Prescriptions;
using OpsFlow.Workflows.ScanChain;

namespace OpsFlow.Api.Tests.Errors;

public sealed class StateNamesTests
{
    public static TheoryData<string> States { get; } =
    [
        .. Enum.GetNames<AnalysisState>().Concat(Enum.GetNames<TurnState>()).Concat(Enum.GetNames<ScanState>())
            .Concat(Enum.GetNames<PrescriptionState>()).Distinct(),
    ];

    [Theory]
    [MemberData(nameof(States))]
    public void Of_EveryState_IsInTheLanguageOfTheReader(string state)
    {
        using (Language.Use(Language.Korean))
        {
            Assert.Contains(StateNames.Of(state), c => c is >= '가' and <= '힣');
        }

        using (Language.Use(Language.English))
        {
            Assert.Equal(state, StateNames.Of(state));
        }
    }
}

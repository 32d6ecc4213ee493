namespace OpsFlow.Records.Prescriptions;

/// <summary>What was decided on the cards of one rule.</summary>
public sealed class RuleDecisions
{
    public string Rule { get; set; } = "";

    public string Indicator { get; set; } = "";

    public long Acknowledged { get; set; }

    public long Overridden { get; set; }
}

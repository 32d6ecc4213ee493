using OpsFlow.Domain.Prescriptions.Drugs;

namespace OpsFlow.Domain.Prescriptions.Interactions;

/// <summary>Pairs of ingredients with what is known of them.</summary>
public sealed class InteractionTable(
    string name,
    string version,
    LocalizedText notice,
    IReadOnlyDictionary<IngredientPair, IReadOnlyList<InteractionFact>> facts)
{
    public string Name => name;

    public string Version => version;

    /// <summary>What everyone who sees a card must know of the table.</summary>
    public LocalizedText Notice => notice;

    public IReadOnlyDictionary<IngredientPair, IReadOnlyList<InteractionFact>> Facts => facts;

    /// <summary>The table of this build.</summary>
    public static InteractionTable Open(DrugTable drugs) => InteractionTableReader.Read(
        TableFile.ReadEmbedded("interactions.jsonl"), TableFile.ReadEmbedded("sources.tsv"), drugs);

    /// <summary>What is known of a pair; empty when the table has no entry, which proves nothing.</summary>
    public IReadOnlyList<InteractionFact> Find(IngredientPair pair) => facts.GetValueOrDefault(pair) ?? [];
}

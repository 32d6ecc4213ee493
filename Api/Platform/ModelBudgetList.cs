namespace OpsFlow.Api.Platform;

/// <summary>The uses that called a model today.</summary>
internal sealed record ModelBudgetList(IEnumerable<ModelBudget> Items);

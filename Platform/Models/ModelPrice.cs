namespace OpsFlow.Platform.Models;

/// <summary>Price of a model in one currency per million tokens.</summary>
public sealed record ModelPrice(decimal InputPerMillion, decimal OutputPerMillion);

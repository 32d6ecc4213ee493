namespace OpsFlow.Infrastructure.Weather;

/// <summary>What is forecast for a day; what is missing is null.</summary>
/// <param name="Low">In degrees Celsius.</param>
/// <param name="High">In degrees Celsius.</param>
/// <param name="Chance">Of rain, in percent: the highest of the day.</param>
/// <param name="Falls">What falls at some hour, each once.</param>
public sealed record WeatherDay(
    DateOnly Day, double? Low, double? High, int? Chance, SkyState? Sky, IReadOnlyList<Precipitation> Falls);

namespace OpsFlow.Infrastructure.Weather;

/// <summary>What is observed; what is missing is null.</summary>
/// <param name="At">The hour, Korean time.</param>
/// <param name="Temperature">In degrees Celsius.</param>
/// <param name="Humidity">In percent.</param>
/// <param name="Wind">In meters a second.</param>
/// <param name="Rain">Of the last hour, as KMA writes it, such as <c>1.5mm</c>.</param>
public sealed record WeatherNow(
    DateTime At, double? Temperature, double? Humidity, double? Wind, string? Rain, Precipitation Falls);

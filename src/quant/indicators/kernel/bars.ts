/** The price columns of one instrument, one length, ascending in time. Functions take what they need and ignore the rest. */
export type HighLow = { readonly high: Float64Array; readonly low: Float64Array };
export type HighLowClose = HighLow & { readonly close: Float64Array };
export type HighLowCloseVolume = HighLowClose & { readonly volume: Float64Array };
export type OpenHighLowClose = HighLowClose & { readonly open: Float64Array };
export type OpenClose = { readonly open: Float64Array; readonly close: Float64Array };
export type CloseVolume = { readonly close: Float64Array; readonly volume: Float64Array };

"""The numbers of the diagnosis, written by tools/train_diagnosis: do not edit.

What they were made of stands in docs/diagnosis-card.md.
"""

from __future__ import annotations

from typing import Final

from virk_edge.core.network import Network, unpacked

# fmt: off
NETWORK: Final = Network(
    inputs=(
        "light_before", "light_now", "light_ratio", "gain", "offset", "black_rise",
        "highlight_rise", "highlight_now", "dark_rise", "light_p25_rise", "light_p50_rise",
        "light_p75_rise", "contrast_rise", "saturation_rise", "gradient_rise", "grain_x_rise",
        "grain_xy_rise", "residual_share", "largest_residual_share", "darker_share",
        "brighter_share", "residual_match", "residual_edge_ratio", "blue_shift", "red_shift",
        "cast_agreement", "chroma_residual_share", "chroma_before", "chroma_ratio", "blur_major",
        "blur_minor", "blur_energy", "blur_one_major", "blur_one_minor", "detail_ratio",
        "noise_before", "noise_now", "impulses_rise", "blocks_rise", "flatness_rise",
        "lattice_rise", "shift_x", "shift_y", "rotation", "zoom", "match_before", "match_after",
        "movement_inliers", "match_median", "match_p10", "match_p90", "edge_ratio", "edge_p10",
        "edge_p90", "edge_slope", "lost_share", "lost_largest_share", "lost_edge_ratio",
        "lost_height", "kept_match", "kept_edge_ratio", "new_share", "textured_share", "pattern",
        "change_share", "change_outline", "stir_before", "stir_now", "jitter_before",
        "jitter_now", "streaks_before", "streaks_now", "sparsity_now", "transients_up_rise",
        "transients_down_rise", "lost_stir", "brightness_drop_rule", "brightness_rise_rule",
        "haze_rule", "colour_cast_rule", "monochrome_rule", "defocus_rule", "motion_blur_rule",
        "noise_rule", "compression_rule", "precipitation_rule", "occlusion_rule",
        "camera_moved_rule", "new_content_rule",
    ),
    outputs=(
        "brightness_drop", "brightness_rise", "haze", "colour_cast", "monochrome", "defocus",
        "motion_blur", "noise", "compression", "precipitation", "occlusion", "camera_moved",
        "new_content",
    ),
    centre=unpacked(
        "w^yTA1UzFq2}Qa*r@;$a)jh5|BRD0zv#F`5BdshAx(EO)04P-<RVBeY06btBZiE#%RWNK$fjdq!AGF@BGBgFX{W}>qQ8v(@7N`X{*{=Wq0000006b?p&pH4AvODNG^E-JvsyPunxf)j_RUH64006!_j5`1TKsl5<>LwN}4L*H6XEByA(l-t_z&`*000000"
        "wK6I+KqpTw00000S}Onm0000000000sx1"
        , 89,
    ),
    scale=unpacked(
        "_fJt$=rr^;KT<?c3{f*vx=_DR2T>(aDmE56P&cnHODg~~t1y5t05Lo`O*S|#WGvM+RW>(HIXG`POE{c6@Hmk;h%!kwur*0ILO2LYB|4%spfiCe9TLPfCNn@+Tr$o$1}M!nuQl*BGBMmSRVkD>u{O6aY&BLLfHfjC6*2NMP(MyU7%{prhcvu3Ogu<Im_UU#"
        "bUq0^bUMH|js}hf!!#Q(HZhI{btt?oWjz"
        , 89,
    ),
    hidden=unpacked(
        "pfH83QZ(}yhOIlWezUK!hpvUHbgb8?Gb(>AE-9BQP?@+fp|3EobFihd)TAmUTe94+tSoe}A2h%maxt@}>9IsKa3;#34KZ%6{;f)}WUt<^m@MZkB&e^hX0W<0OtAVK2C51!t1E#j)v`0B6f$t7ASiAxG%PqJ+acwx?<_8~ge?^;H@5JssV?cS-?G9nc&1J)"
        "x+>DE5wR2|ATyaUT(rotBB}17Q6;FXDIc6FxHG9M(IkH=k*-UuXt885>nDJ$b~2u$i!<XePc+J}#52^a+$EQwld_*KrZ5X9aj1SX*ep{qH@DCwG%&cZc(V(rPcO$XzqHA$8L~r^C9-U)IkRH0uck1qrLYt!Tr1JBA+hc$5wJTpOEDg<tSR%c7pQU}*)pfK"
        "qpV@Gdo^P;LbOXNg|@4r9VN!DlrYUF+clOev^8C<^r$SQKr<$+Qm{fL8muy|Gc%>FbSqspp0mv}&$O2%f-!Zp*0?UMjk5|hShU?T+cr$DN-%q^N-@tT8!y<ZYBZ-bZL)wc*DtxW)F2Qy1+jFUNU}w-j3=h8cd)XkODYjEuQZG)+_XqGTC;LChc#=eb1+CV"
        "K{SZANvb%sA{ryGv#)P1vMmrbQ#bytmoa3d*{!{@nK3^q<F-&5=`u~OZ!z5<Lo-t}FtPTvTBxU@l(mm2NwoI1MXZz{rMcU%+^_w%*r>fWiL-VvajH8qMkF_`MljAXcqJ^jBr#XC|1t0~l&dPY^|ENV^|?H$L9iIGpfoZxG%H#(urNxexHO$EL@tY@I=5!9"
        "Pp|r{)-=#AJ-ApfWVdfE>$cCkEVQ4rw6z5>x32;>ajXt69I=3vB`plJ0GmuQ2e=D0o2~yS<}692o2wc&wJj2-&a+jY3^cN;F(o6kxTg`c&^55Cm9ey|TDF?1Fee)@Ni&kHH!=vP7&NV{lraA-`Y!*n!le&2n6izsH#55`$u#{m9JX39I<@&O%Pk18SgNO@"
        "7q5LaA+m2YO0J6<L9>Z3=adMqrmGb!Uo)<**0I91N-JZpU$HYdqqHBC?ycK2O)qMqfGxr+Pc+rD9y>5Gma_?|9<`t|b}o&zF)>84;XCcGk*@kNk}w-6C$_YoYBmfug*B%rEHSe&@2-ulJ1rut@U=O!0x&PGs1V1SS1l{8k+r=vJ{_a5II4XkBPkrS3mdJl"
        "i!p&K6|xR5?=b)-t}RM6oGGy>1RWYMAufO{*DxrY%POU@I5#9U!<-^8yQ(2FSh934h^l+BRXE+L)v+ZrjI5HYf3`z2A2N8eL88z#C?!>`Q7ytNr7oW-b+h|25+Eh55F_I(3Z2+2X0<sabTVwSF|1pxv#sQ@#w{_e8!W>x9IP3wF*5O|7o1i&YpxZh-y^!L"
        "j;<@XmMvSez%HvT3pQRc#4rsi3bbvt_oZVX%PelC*O`MaGB&#~XD#TI(lZn`M5y*KbFo7zU^9xa@+oyQJ1ccEU9lmp$uI!4si~SV%PbZ)7Op{}=qdiM8MCD-?5q!~PcZi^9jLi5y&g#}b1ud&7qpWw3os3>G_j$w<*ofP=qtXp^0Pm&dNfTk(6DkZ>ai-b"
        "QK{Un)-*;ar8HEsLo@xW(3%-6YA@)d?l6KW0ybx#{Vw>h$u9ynr7g`czOn5aXRTzjf3S?Pa;)?<0kQuu!8Q!1aIT-K&9%m@3bC@V$}7V&ilGxQH?T1;9<zBh{2X^I#h|pb6|K87dnh-xov^c+hc){%<)A|<mbQAWDY3$_2`r8(yfwlyWHg>Id!{L{B`{4a"
        "sU}J)7Or-#_%dIy2(U6Va;TXw;IwD4Mk`XX!nirKyRjBDHMrC;<~0H@(6IKh^R%F+F|WO+I4l35GO9SR9JEWYfUyBN*Dtgx9;h#{HKq<V@+}av$t?XVbvKcy*{RDiX|(w<IUyaf{w=w)V>m*vvM^4vX*2Ms7b{gJZYR?*_A1~jqcmJ1-K{t(1g3K@+q6!z"
        "u`njIg|#2DqNZ0YqO{y8!7-t<Jgyq4r>P6HTQJ|Rfh}3D=&+Kv?xhQ_OtBU)?yyd<L$QQ4TPt@ib+0=!KQvP``ZzT#JhC4!&@eqVmnwL!J+vRQbu>J&E3$&A0j@(eN3B&LCNNAj+cVrO*sYQ%5v_={DmPXwCbP1yS}dBZV=~Jz8!w`_6tJGL;5Lmg-7vbm"
        "94tCA>$HiUHZd}+t1mA(n6xuBpD?ns#xt_Ag0p$F1u#QA6|2Xzi?Nz3+qC$#9k1pt`l4+y{uo^|P_DJKw5QlAv^0*m7%S+xPqLq}`>0r~va<}V!!O}4aI3y5)Tj_E9G(cR)Ubvxud#ErA+Im7nJsUzTQr)ne=j{Q1+nm<C!u6CwWk2C3NL`N4m8cJ(z2Z{"
        "8m*PCqqOX--7}uB%B(r7Iy5dXsG_d0Q#Q)A)+sqQ0;s9CYcbw3QnCg%Sh60p7qb{24XNmuRVgB{?4(7gE+#&)@T$=?bE~(itfk&3^{bIH;V5J^?6D~>v?pjWEv`Ybxw09kMkG`>$1`9q4yg~a61ec7RkVaG8L~OBku(pfQ!r1toSCh!HMAVAoHBi@Xezk4"
        "J+z22tg*SQFSsSHIIH?8o3Qz$;;8U2FCkQ|g)NP+eYDjp4=0weF{uP3__F%7ak6EzsI^iw9=JBMcC<jX%{5*s(k`a1>#Mt~tgvz?n>U3O;3*d)5;D6e2eM5enyif}-KqPmNu*a7nVl}TjWA}au(JHFGq9&CG_pOiA23HP3^uc*BB|ptO|b4WIki(H)T03{"
        "bt5Vtx3EmB;;b#OcrAJ~VwFF!0kHHiVX*hJIWo;Mh%p|pVi%6GfuRheXEBu|nyLY?mM|e1DY6=;(I#*%v8^#EKP^qLC#saOI<PaQCou0SYA+d{FRTWw6g28E<FBeQY9i9FpRh={F)l4KTq+N={xpv_X{uYXUaWpDtFTruV=;>{iYurw1+V=u)Fc(Ou(o_O"
        "i?n1jMlH;=>@BvjyD_FPbTce85G>9yKDGC>`5srX<tE)PW-4{9Vlz#vP^z4){jiHINwNJhh9#%2f3HO}h_yMhWHHDsjIE?GGBvCp<SP5NgD-NfHm>KfYA>xY6R@_qA{hoOu`+iwmob?#=(E|R2e$bw2P~4bcd`Pi^(h}QPMt5ggD|uv39vP+?=1eVrmq|^"
        "&owi%KrhoW%C6}xc{7SLaWBoUVJvGg?jY_a>#P8>s;(ER9J1djt}bnp=QESD=cy1Wt+fQP?6DlWtFU}DUAB^{KQDtep03!mQZV8)w=B3VZ!oMjxiJJaV;q(*yQ?{~a<vDqu(D$^HZH%hADGvy+c#k<swOHj?IKGnKd{xQLoxFsr?JtpSu9AV3^LUy$)ppr"
        "eJoC`Q6-nNwJ}vQn=_s(TcC@!I58eCn6QB`4KO^UA+XE0y)xx712w#~uq|CS+^2gk8nIKeRkoWj_pHXUe=!|4C$O<C*C?Z~(X|aX1+l6zVIXF=-7FC?M63!jXfaAOvM3oe&ak2-1*J$dF|8xFN3iiITdu`7!YKu`TeE*55UrE3FsueNU^E7>skDbMAGFpQ"
        "g)jw~zbxCZn<Yi8@-P&xl_jvSC9zYmZ!ZC|w=<|R(K4GXYB8WO(lUlJyDC>Od$c&K=rTK`2QhIoSTwC91}x^Wx34EIw=R>g>8C!ig*4DLkF^^w%&i5cAghg~wW*IKrmG|>q_EAd6tuG~DY5-6ldUx`c(CUz46*;Lg0Vrc$u&tV{WP{P-L%QHG^%ne1~J2<"
        "-8GJ=!>}ten6W7?owh2swx={K94sj|l(6G67BP{oN;Ku7ez1A3E;LWDJ0az)7cOnH5h<;)@h}jqEGQJPx~<S6g{HEw7Oh`0BPqSH2QCsF9J1e`La_%hASk7ry|fn`ov$adJ1u&xC^Ctz$2T!DeyQF$wm9lBwK2pqq_x*Bf3YPqZL5njk*Pj6GP9K`lCJJH"
        "YmYxJKeK<P)f&SsXfPJGxU0*pw=Lf&9V|pJM=)qGH>)45N-?FcQmQDlSFW9{|EwRgha51njjjhVb)X9|>?sr^JS?iTg|z53iYg+kGOX;Z7A#q`a5kN|b|hY~?6WH|;wQPJ$SAY0NSLrOH!Xjxh$N1%@S-;`L9rsPU9U~B{-zHsx-add#j|U;g&_bYiL25w"
        "4mOP~O{@c=OSK5Lx-Sg0!m|xD5VQ>)Of>BwQmy+hB{Z_MxGqL8SG3iwCb4TXk*?@An>a|WP%bbuM=q@_c&wv2H6WlhqceOgCAJ4B4Y4sbAh3%nzB0KoC$VU=R=G_qoHT^1MyLfkG$(ec0x{^cf-_Gd%&fRDysJ1i-!MfiF|g67JT|$dV6rr{)h;I}7cBoU"
        "G`GdE+Ar8F)G6LHezPDh5h>v^l{9rPT{Yx5RG}%fkuPMrs=N550I^%P^Rs1x7_}uXcC@6bo~(DVPOVX}?J=S;`LMPuS1@6?UAaUsH?^Rw)v$pvnl^Q*1+eC|V6Uz=AGg{t4x<6MGp!;j%dTxLhcp|sG%+wOH>@|VPc(3_doV^WYcxcx$}HcnVlbg9(i&K="
        "Z!xto!7_)jYAty!SvQHF_cNY1YpGzYxwaiRGBKVhSukWV6Q{$ms<7O(K(r1rr?6i!Z8R3MZ>X<00W<Zm1FnjslQAi((5-<p6ELeAv#}v8UbB;_1-ub2xh#LV;xTYFjxJ>^2&itgYd8y~iMj-?gf8f#Tq;{Nrm}jmJTGT8W3mmgud>-E5jQ}zt1*W*`K>o8"
        "XRs_X|1v!<CoE(xFsl@}Mku4WQ6*8dA2d)gF)akJeK%?{*Q{c+QnNWLWG8L2A*w?u1S?0l*)FamNUKFO&a{lNoHhL|0V}Pr-m?8NL^Q~(b*;p;f+D20Mm6jxk1Y)>0HI2>iM0-`NHT9FHKnt(9-#rQ!YunVi=~_>5j3hX{j;4cKD5ZN0k1YHJ)=M@s4py_"
        "2eHba7qNLS5iFCk!Z1^<Ofdf_qAk@d^(6tYFsWLiGchG8x-Yw|_pOVy4>av6peHf0Dy^?Ei!5U)ZLRFEBs2ahZytg#H6U~_iZN@i5F$RWSS+iqD6|H${IfqVD>61G8z_>eyPn}Jt+HA#FE7HfRWPHi1+i%{|E-~{VJQzJv8Zb(WHv)3A}z5o+N>)vmm+L1"
        "f-m_tgfacD2C48e1TBKGQ8z#`&NL0I3of84&@hKI?=G&bo~)9doi<6cd@VgOt+BMM`?b@uFf9NonzI(HM6g*gyQ;LSiZ+@x0Wpv^T`$x%0Hhu?7cuChoU_@iTeP#VO0O)f|C(<x?6kloqq1o&hPA3L`!jL28808Lwloqo3^3-gJ+rMb=_+h0@GOk2R5mCv"
        "tt?xwkgo<WVl^G0__furNGkHN)HDkw(Jt*VWUjp|akWshGpducd9&R#^(|Sl8Zo3cn=SmVLoY`$i?(1et1HhdfGjLAF|JM~E~+3dZnk@@(X8XJO0u&lnl>(~2sBMIA0~7#A*VF1i7DN)T{dzwS}+eMoGxs$R5IGB(Xo}W$gY+zc{7tMoU?bXo~bIeNi{Pk"
        "i7;4}jk3_FlCV&t;WB@)Xtdw3|D8iDvah_X6({1Wf2s?lC#W4Or7ra=+O15hwk&8durYZt&no^aktHiMajpzD1tktL(I{{#11#>XfG>nFcd*#7FErpZ9x+X`y`Ye>3AfZH!6*qV87?uc6{~@_(>L2PIx}Q6xV8nc7qv*VAFutYIyio`JvSOL`6-n(;xym5"
        "86`5bmaJtoJG3#hYP6cUj;+}%B(FQMtup{MA*~0t#x$+9h_y(n206^JF{fHCUbyqDSg2Gq60*%VxV2C*bG4AP<T8yk7NwCaNU}C8eW?{JHY|%OrlshznxzS)7bPmC`?0SfKqL*cf-nv-O%r!40k4!Tza`JEB&7N&0U{H$4z#negS3{YB(VS_CoU7P_9$H_"
        "2eh6V2d5z}bujFunyt<-*)qYai!kIRQZjg`IiuknkS>C+>ZU8M+$Te>7B7aPps_QtKrdRQtFT0?SFEBh!YJ9fR51;%$1hm4+_Nzkc(Sh`g049+jWHlCC!iWG5-|5D3an(e{w<#`_?Shir7||K`!gD<RjN5LJTU99Ah-#pSgyXcI<UDgwyDb&yfh&z^R=!q"
        "L$IMNXDghk5-UeA*RYB$*tEK?i!@rA0w~ulaWHGK_bVN;=rJavjv$e?KQIfnMYLM7r?8i^b+mgj|EeW4FER$BnKX(l{IRSiA}t@Y7%j!69;->O$g1zDDY1n!R<Jpt^syhW>b03JP&3!C&@mgV<gZXAV<|W=exmcMT__o@o33Rt{4f$M-J*Ul)1Q1NfHAr<"
        "$Sj*P>@X3p0x@78Rx{)%4J;+B^e7vy&nwohi?pn<aW6J7s36ZWsIWGyz&R@|H?Y63wlrh7FQ_P~(jzl0ku5VW2&fRP9<6^ZqpKRUtT19PbfvK@DKrqYY%Y+hqNFac%CUSdsh!uZsj?QM)G!tyY%n)7uOxdft}{ZehqcYE6|wfTzA>3HiZl`@{;RGi&L+08"
        "dborkCbJ}};HQ)_bFKlh->#W7@ipxkQ?i7vGb?^I0<;J*EVOF3=p??8S+)u$0JH?U^etF1*Eip>vN2aNkqx&vRkMqz*twoE$1+&8-!~PwBCy>w5wAnAiZq3^Z7tch;H*kB>ok5V7^-El#x#2}xT)f*#49qcPAH);Z6K~MVymMtaVm<n%_RXg(=d=M20K5o"
        "k+2~w#w`h|ASh(CNS!;aY%Q{|OPNNi&>%ptqOL8fbU5Xj4>P<l<}J;z1h46_v98{=x;KuoYp4{a4=IYLGczr)N-*}N9wQ^JYMvXg#xJWeke)-OvoSrWyeprn5;1Qb#U$&oekvy@<tyAN=&(jRoE(;*xh>eLRG>$n%Nu7XpedEGbEf606f~3@e=)@`tFW>v"
        "j<9(!`I<zn=`xd^_$n==hbHH&a44R)FEPZf;W1(-MkYWumo3RGU$|YYYb+5iHy}`~U9BrE=B^dAdovd-BQ}h!m#ROrLazWa1}p`%X0f2JPpN~lR;66GG9;L%;xU;PlByskZY9Ga>m_rpC9n0eHK$oBMXot5s3!*?Ca+|wVz5iGr7evpdz;ZK7q&XE%rz!3"
        "sj?X*FsN>*5U7=|MlF#p^s#%grJ;njP@Qfj!z_$C39^r_)H5zGoFI3tC94jldaJT8F|V>H?;xYGZmjtgAv0yPjhwMA${KhgLY##xTPISjlQ7yao1Zi>@+=yt+AYj0;UzPxjkI{9G9h!Y1Sck}B(G2_hp?!xf+GJe=Pem4i>kgXWSN$$Ml9+p^fDEws;UsN"
        "b1Wq#X)bjzL8wJAf;c5I>#XIl1Ss3G&@Lsi$Fp3p@+oPlbTt~R;<QtsAFxTVY_B6RZmUBllAGqN5~Ln0KQJ!0ZZu{xzA+Rpd@*qx(=ny2;IoIZf~}-3xS;_s=C6~p!!$89kgzp0gs_vVC$1Yf@-hK1pPfV-$q>{tZ!iogU9h{T-7=1}1TlWE6D&%t+b*xR"
        "2eJ1yW2s#+W+_>=YbixCz_NX@q$Y+qIyF+Y2dufU9yN_Or!ZYK<Fc(XwlNvABP<>`A}TmCIxcNA2(KeAVX+c0!!6`AJ1)8?`LF`GmN3P$R53+1**A~6C$UN{8n;O@v^R~4MH(HXtu+d?T_`3rZZpm?AS;8gDJx&G>#Z>*WGT-si8A6doGQ7SeXcaHNUe-3"
        "oHIi-<1qm<BQU!%!>l_shpv~gh9;{qxGKyp`=}x@95aP4EVZ(%@}dwk_9i$lUNRjr5H3PAX{!J$*BxObyDoq++%?jz+cF-gWiIkA(XjZkmN0oPE*ZZx#46OS{It%mBeUc*ZLa#W{iFS&2&S?x;-`W%@T?=OU9CH|CMpxBU@s0aFtiIVpRpLM5HF@3D<!C&"
        "GBg>iI5b<Xfi7AsKQt9EiLszGbha%oVX`MPzbKk0w5h79ZYVM;$f|2IoG>XfsxCq>GO<w%052mgh9mj65HQ>&0xKXX5Gflr#jq5wO)gt2fvm?hk0({7B(P&Njj~%UODkD4kF`fJQZv~q>@a33|2Bj)M=*J)?kvWzy%uCOXs|n@cP-VRZ81|f0xeLmpfz=`"
        "?6sPwp|ee|$Su|}Rj~dr$1n9WGBee%LNk^$4=t0jW-dV{(lWLwvnb{>bQ>BV`Y$uM_pZ6MezX@bTQQfjmaIE6MlumE{<1wRgsd4fC#-8Mb*OWy6fEH|wksDf6)v)=Z7v`)c{C6+9=1HNBQ@Wyk*YMQfGr*?CNv-}T(M^}ZMC<nl{H-^I;4CrJ~j+CPcTog"
        "(KTqV_N8#FqOkO<cQGTe5jcG_v8v~?j<g~<p|9C7<TGI~BPh^0a;1he*s?M;fv{~Tp)VCQ->P9ZAu^&jxGah>y(}6awXT>dlbr6UxUktXnk}g_!7lNobuP^~e67~6NH8F=+qda3`j){oz^bFG;;^<fUbW^l5j3`}E2+OVb}-biIj5nnN38uT4mC3^7bU?l"
        "!z+R#v!+rZAFwU25~Rv5C^Awf>!)I^Xs0-)RJF~nl{Y6d8X94+hprYh@T4E72{JUMuPhF%<FaV7QZzj^-7(azgSL$^qOV7>U$EXV9WptztDcgr8?|*DC@n*%#4wdEORW|*>a77Vr8b2d&n*Zn$F=J(E;iIL_#D?Ta5I9c`6UmuovlMHb1)t=r>=N36f#~k"
        "v8>**?6QNk$};XT9x<%24zUKYU^OnLl{O8ps4y@jOftx=;;dpZ1GKU$5Vfba8neK#CbAkdRw)fM)-Yr=wyRzt%d0P^)iu2_O*A$&=^64g>a=z-e6b9!X)MGtSgv`n_OjeFk+#~UAu+5r549hu&$Jk;$*mBx@3Mz0IkxJu3$!CNdO8%ew6qH}rL|Qxa5Ymj"
        "Jv7L$-mk~Cw5|WJe>Dm>$~3T|iMKR1bE|E!%(r_r6*#D}+p(}RJhu0<6S5a2lPGhwY%eY>9<({IS~-X^;;R?5MI=@>Hn0OXsI}&!*|f;AwzRad)wEnRHM5d2Yp>3(g)g@>12f^M!Z8k{RTpBXaWIoG%P^g*wy~VCkF7l|GcI2-B(XX%qO`m+;;;lZ)u$o2"
        "Yd9b+;5O^8RkXGwG^SRw@iVv%R;>@TkFk!Pb}{fX>MSXv{j$9+d8YHUk1Y^0ZZN4WAsySVqcce~2`O7OAu~9tjkWeNny=)iTq!;w3N?_g7$$qP{4lYx)U4wl-lfej!m>ZJiLlzRt)zOY@~jQC<|i{P7_Y;vC8;*GS}%mOA+&w3c^wY4qb~E7a;;pnSty^c"
        "-L%lN!l~yoD6v#B`K&-JT&}yY@v`12WHo)Tovx0usWPoJ1~8f~5H!lE%cdhWm9#+`s3y2D5-oJB=`#hguP<G$WFfdO^se|ZPcXnI2CXhEB&`)IEVL`CR;qp~3^3`jq%X>{#WI|;3@A~slCW*HQ!cQv$}cXkgt7Xx*0H0eny#}n^RjX{yQ>@))hZRRAuE3w"
        "Vknm%Vj_gAw46e-n5cWSq^wD>f3!?4mM?p;E3$bheyvL~4X{fuT`T^j`Y@F)Xff(4#wi6er7uP-gE6-&DluuWMX%<o^tGrl$E~a#C$Ji@2Cb1Xi@4k{Yqgg!*)2;gaIVp(#jzbPPA}T8wXy0i$SrR(a<-4HJunNZH7f5NX0l){zb=n70xsD#2{AsZU8eak"
        "D6}=PM=!jbA+Yf*MW~=IA+XJ_fu(S?AuO^S#GJXPFfRn89;q3!nxgJ2K%^+7dZ;U~rmT}JZLLc)rL`5ZWi2+RTrf^Cma%HCZ!^&(eH~ve5~0DafU#sVurIl^a5vg4w=$73b~KbTma*2YVX&Myp0OLEtT0<Lg0grxceDF8yR?clR<OvaDJ`2aAGNkDEi70y"
        "C@>H!XEnMswjRqRyd_a9lCB&mLat;qvNU|EZZcCinxrf$S2pXlFt<yzytHShg)k5*kFh>8g{W^dJ1_3ALM%WyeJ(|`T9t4q9w~e>xHUI2HnD#%Iw-I$`7aVU1hVfWgD0CWv@I+$^RjrF3o0qKR<x|K1T@{A=Cf~|-LDKZjIwpC9WkP`K(K_I1frj`)iW(O"
        "f-*(5L$)-WfGo+W473L<PBqfDJ2A<z7OJZzbu2Hd-x~p~EwyH&?XWd1RX8>(E-+)Rwy~MCZ8F*|Kdq^;gfD$6+pJ}<j4W=j0kB3h46qBbp0&;}C^A!`hcR8T-ZL&SWvQ?%wG`g2Vl756t~Bqn9U8y253wPj`m!M~I<Mw69k>THg1L&cge<JC$F#(-kh2}G"
        "hO9@mwWu*M46t^wg)kr}l&|$L1t|WS39l|MP^d{Uz$+9mv9RhG1Eeymq%C!@X)y1$$TL{1{;-8FPcWvi03g&c@h}{&1gi(GiL^s886#X7=BwDPUN9LfV=%m>vYDBriZ;<K0Wb%!pSA^-)w7ed45wKzR4fIh)g|RHJ}=fO>M9SbfG#7fJg$o~3o-61Q!=$I"
        "2r!zb)~WHWfH@X6#W2J%%rQhTeXyc1D=-_Z=CoBb$ff$U12LB)eXUg|tSiK>|E?T2EiKcqnlOAbu&FOJg)0m=gEAYgZ>*d(i6JC2$Tayi#WG&7)wRMQhPLLTfHcjraW$K)La`7vX)Z`D8!<htA~PyGVy&_?$}n;>R;AN7V=^Hn6}NG;1g-t8uc0I$h9f*I"
        "i>`7o9I7?A9is^>l(O}(LL?_BgtE&sTqu1sp(SM`Z8BsuC^Q5rfv`R~^|a6`{xLi>Jt*HMuCq3^!m>j$Z?I!C2eWrCk1g9NFSp&XOtjZIGPFFg5H94m?l2^*peT2xIH<%cE;1aiPOfz_R;_I(g)R0i+O?22buPUvD=`tc#jyo5BQs#DHMOI%YNdCs?zGe^"
        "iZQ$}_cVPoGqHU(EHf9KEh=oWC$NI5&@w)-v#7|Z5h&QPldTn`7_Hea6(|@l7bhYzjJ1uPjje?-td7;AJ1o+pWHLIeDzmFA1TnL*0J#qwAFY!ub})4()URzV(<pc_S+EtY@Uz7-0kLrzKe9|N`L$#zqO=mW&LOid7AyEHdoX}6QZeZ?f+1KnV6n_HHZ%<|"
        "RvpZ%+^Wqn)Ge2=_piaJW3E>!WU~DzqOi|1ytV2puCpRDV={gqYN%r|Hlq5fQZB|X+oU(M4zyOJJR#e!Fs)R!@w7OqV6uQPi8jZtps+C|pfL}!o~AFk@wT6?RIwqobgJLC(>9~B&Z({`NH+Ab6)fVfJTi~2sj!|YWiz~`fhyZHd9t$r`misyt+$P)XgC?H"
        "$}D=Su{P;2Tb_WlnlJsG;IgYMIxKQ7_pkx0KPmJyEvq!Oi8aZtgD>PB@hB&+k1x5gx3YLHK&;;~bF_4;S}naSAS(*3-l!6*n5?@lqO#c`yRZ<fSR^niFfjWt=C2vD(=XI5k1(PmJF!_ZEvxvXWUCM|GAS7?qa(*IP@?)SaIR0S;hF@jyS3ggc&YX+C#fPV"
        "PqREVfu&3$_c7J4zNiTzL8=h5!6+uN3@^a6Ycqc@<)ZzkW3iX5*c3)EG_&}sJvEK5IVl~a6)lk^maS4V$}_jB3nXhSswF+NLa<Go!>Wrey0K0$1TYM>Co$V0X)TSizAcTg39{TH(=;BZrL!_I78A}c#WQiR{i>F*AhY+afU9^hajy@usHerWZm@!_jx5I{"
        ")33j<QMJgf(x^u=*sGDKttH+p?=u0gVyN)2kTU=)pRZmlb+kXLW1DZO_ar1HJ25}7-XE!~RWO6GbEPe^l&LtZgfL(%q^v420H^sVjVoC%{wWePo~MSEp0)`yqA0~R7B5n)QLvUVj3p2yu`$Xl__YEish~HmI5J!=>N8&~2|Z=AbD&zL*&#o%7BQu?lQt(X"
        "Vyp@()g`8|5URl?t2P_9VLTA91*_&QrZ;~zZ!`!Yi!Kc_wX!5Mza-?F-Y|6{pR)!rSFW=%Be7?<P&VGI3#b4tvNCw7K`@dm;4o(}G%sJYSf7P0f-@sCjyPATbhJ0TRIpO8DztQ|xjIcVmo+Ud(k&ORWhvt=|FTZ7crghwpRiFXX)JxB7cdJf$vX8iSS<fB"
        "G%=Pi3%I;3&bRcUg)UyTNGzGOUaoyKoHW_7+qBv+w=I;ekGD;u^t697?K4`j%&IQ5{IKjOGNc%-R;+lkDyNqq3bahM%&rr$e;U#-!mL=TaWu-YBDJ+N<Rv+<8?<_}EU^cx8>~mK5v)Ei6)}{lJSsph+A?;ips+f$5H|9!m9R7~4zbs=HnI6Lu(Dt<MX<HC"
        "Rj+cZI<PCSCZ!0fJT8|f<25y`g|sNF_p}+9&>*NP=p@M?W+s6)M6sH({xO8ELY@q_{4ms~yRo33OfV`cwXypy%rMBcBC!s%c(UuNJ~G&>RwxXyEilj;7A~DK(y<1jG9-wuLp2z#mn2m%*{}??ZXfS28LI!RA0t??=&+Zt4Kz3~w52E`4l;%?TsO?D3%8A|"
        "E~@6PoFM_M9<$}F=@?-%U$q~p^|Y6=E~ySJpr|=9u`ZRfXEFe@<+CEIM>2A=bg&*Y%Cq&gRkEqDhc9@pLM#R`a<8Z_pE1(2A+Me=9js`m;4V_M3M_UjHnCx{fvIGpy08)`__5QoR-?eK>ol%4a5X5Ws<4bLb}64C+%n3s>#2P$C9DUp<|-vKVXTH6+b?9a"
        "E4o;qPAojH*emL-qN%dAww{QwNu}#AWU-kkSg>g@CbVI%!YKfxAhJNR*QxF>M6>6uw6Hn05U{SaH8upSxhZ-s3a~G(Nh}bnV61c}{jJfhQML&yxV8H#X0#oilC)p4JhHGYv8v;)BsGP&ZX^?}sxSAe3!c!nRx75oB)HVBfw7S(Qn>54+!Cj>C$?%ZL9)`e"
        "Pqjz2x~D2M_bY?2p)^e}FEAjk;xj$8WU{QZ<TPBk=CXIU3@p;J+ARgSr!CMZ^EYC*rYi}vfvy;`db4ga%C5>WAGm2WXdz~`gs!|eV=yl>!K2`~S~AzT7OkwH^sim8&#r_mKDI|O7O^z3wzTHDJ*7}GD7kYq9kYZs*|L7A3bVB!buid0S}^K1xG>(f@H2t2"
        "O02@X(y=_OUAl0#!?V)1HK<>rRWC&(P@gg};xmOM{W8-qWHKYPUbMk6cD6#Tv8yY!9kN0;L$+%(^)8tx=rn=2q%=Y_?X#gVA2my|9WI_SNwZP2<09QI@wBur^0mgVbhSO6rZCMfU$c%i_^Sf7WHo5AUMM9x6ftVFqOo2qm$&q=bhg1Q2(y?rVzSSxK(vFi"
        "vNZoQHzHT5`zhch52RTq&9Q2@w7Zg~3$)}lR;~XkQZb7#P%;*{cCMT=e751MQLbXMRj@cKoH%EynX6o;2PxIDeYEGZMlB>XTd+5!7Bgxv!=`mMHMCT)>nR>I3antW;T9byNUEB)mAr^0Xtb%ez^^&C(k=P1mb#X+HMJupiL8jJL@2f`1gP;Z(zUm^N+^h|"
        "s<B?ThNxmAi8ZgWO{uK8RWk@Qy0&2~y|;(CsIMHft+bM-o~j6^uC0GBO)BiH9wx6ev>+BOwW@xwF)`Dz+b0pNK`^r=C#`_6<F2)@WUQ#E_o+`V)UjW(Po;yX*|Bl9ov<P>x+?0X`K<jgLoFhx7%AbZjw~6kjj(E%BdSy|{IHlX5+%MaUar_KNH37ER+XKy"
        "Xe=_Tovw7KoG3Xmc`}hKT{LnsgS9oSvocAszO%_SO|{r5`mXCU*{;p7mas0nRyRy6t|}fZdZ?l|3$2l|1FFC;X0YHa-7!Kn6*cfF#HM_u_pSY}ZLKM_*Cz|FiJ;T7jxTpHNv;^U?l&AUJ|-+RO0r8Za=8PwtF)e}OSphAl&{dOPp;;!Xti~$C9I^bDji&~"
        "tFb~aa4=RUi>?~9o-Hu5tFGcS=b1|}OD-L?;jwS54YuF56Su^z)-Xr3R5mKLge<bNsj-eJ;jLLREH-+v(VWSxbRjFUpRgvWa<hQ4Bs5;PBC_`}0klpqTrxhd7O)gC(yV7LT(~ryxG&%+Y^{B*9jzM|XEukiku%t>RH@`MQ8u)(!l+8Ew6UtN6{%daoGaw2"
        "-XG1c7Zk0q1hwI|xUmQ{Q8r2?$*eQ7*Dz(T#k7j9@}w8B<t{n0U^2`sKdhiH2B0^zOtLVspexxVzAe)u5;DZ7lA=Ja@i9C#MJ*336R`s$sxqA_bSrH!$RU+9TQMap1un_4v#<s!(6MSNv9a8<6|X<9Rj~o80jqN>=QCubxGkL|I5qpFBNoInxgD^oF(nJ4"
        "94mz~SE`CJwykwA`?TS$-L%godb$v{T`zd9<uEL)IJH@{5;SQo>Z{VMq^(CNS1){}&?7lC8!!>6xHNV!BrqVfj52bt*riD<_@>S*{V1q1cdZ031F#jap{y<|1}}`L$|0x|UmUEm1TXop#jA6pW;5oq;;e+O<ES4gqAwXN-X_;DpD)0*wJR2^kSQf7x~}c8"
        "ud?Q{Tq`iJA{g1KxwJqjm9SQ=!zM$l>N1h63p0zXTP3Qp2`@4%La?PWcC64ea4BEA@1z>H*e$BHDGijgeKb@zb|q%FR5F{cEVbjdlrtnUL@fO?w<#f_61DOujxfWx@v|T_Zz>n8<*_fY^{UaYwX|R}2`ZAQ8nThJSS%_vuCUQJ=e3D5)vScG1+)<_$eG!*"
        "7q0TM@3q1s^sdS*G_?3GhOAkzhArr)?6fhnz9XTm#x;YpQ>;uW1vSjBilvXSxvQhHhcUz{JFO<N#577Hi7(VJ8m{QD)2Q!}doM1eNVLW!-!6nSDz92Dwy`v@@VKBdfUdbH(5n-&)v6jR11ABrEHer<88hB6v@wq`sw+e^t+xd@$FagGF))%ZIWx*EDl*Bi"
        "Up0EQHno^D?zUdC7A(X#V>eDXsV+jP8Y+0WhqGcfDmc}+nz*VrxwSknVYIxfLaXn%!lo9n@3f*SGB`puX{m`g;j*MKg|(`(0KCSt0W|hC7b{D%BDI9HYp{Sgd^EtcF)X1na4OZTOgTff{j-NS5vk6x9-Ce-`K0l*#<OIm1}pEVL#bb|q#6Y<1(DIGWh?+N"
        "AFCFs>9NYGu%^?pmaRXlw6eFX2dvpCFfV#A>M$v#p|D`I@2J793@FtqMluW}zA3&lCnJX}KOku=Auf%rNUypioT>-1^R0Xze=ZcWIh+D7pftg-B(jbs^)iXHsVNOD6)#M*E3L^Zk1e_}B_)|LGbuVUnx?F;L!-|v;<J6Qr7(UaktuVq$Fy7|x*K^fl(a6W"
        "$*QchK{I!(?IS+0?Iu~V5ue?$$~4k3P^KlWZ!Ec~$}OU-2C4Qi4>Sa_NGuIB<1A>ioGy;8k&^*2a4%-0T{Sr{5;Hoo1hkc)>^E|>C^2m>GOr&dYp}gG(XU1?A1-9DL#R5gZ?gcg4mD#fkgO;*3b-~dZZe!PL$Z{yIxl)A^D>?*DKrQt*s1ZehpAAsBQWhX"
        "H7y9XgDG9JtflC*ZnC@`SU09AM<pjM4Y)$D5im)!DXAH_2q?~}W-#xq_AuVF53(&e3pIMQ!!R!~`Zb%baI$Tq6);R9IWqz>S|uPU{j>8hJ+LAn9Wa<L*s$IyJ}%@oDzPWC`LgS=Z#X}%AT5flr!Y%3CNdbY<F7b4RyaDSsWM`<jWRweRH{2M<Rx)1Q#f!n"
        "@izjni!JahJ2#Fu>NS<IuOx;wb0}9Q_a>pWGB(nzxw6<S0=O+PI4lY-UNqe$FD)muQm$jIc`uBtur_%yhcE;p|E>hIiZJRX)Uz)z#WQKR8!!T_Djx|m$FRMy>Z^XV2R8&Tm#)UNs4$8+g(l&*gRif!7&7^>dAW?VZ@PV^=rX0dXtvh0i?O(<12rhNcr6yW"
        "ZLV4}Uoz?_0<t+Rg12d`POKv~;VP~w(J=ii*en~g6Dg#w$uvJKnyyzc+qDR?<usr*#<h_!0Wlx5^C`+OBQ`27l`+|$=`#zok1iZHowB{MS2Go?GB8iC9xO354mMz+^se0^t1#>{!7L!RQZQ4pQLsa>7&2nBPBf>lLMSIVt2&&klQDCyE~f7+NU<O>!6av{"
        "2{2BjxH3pIKC~7x-m8TxH?fpA1u$5#^D+dqc(o3&rLiosJUJ4kK(HS(DX|zWkE=eiXshBnjVlebeyiTG9yH9bpQs@(kQrVt?l6_CWTvPqSTtfS-m$Q-e=MG-RkW=&->DL+;hkGFDLBWjTP@hIA26*jpD@at;-=B5zcMW=nKP&{tFZ+#uCZw|MYDJ?dow|>"
        "`=yPnPPKuXyR=fTzo&2{d9x8Qo2R}pxGjjX?yaIWv@(yS8Z0WU+pv_e*r+=&KP1pDkSp)7W*knjI5Ge#nWWt`xG#&Mma>W|x+y`kU7?z^X`^;8{jy-GK&=U?m@(cqLMg^CUojA?8lz({{G_WX!!_-(Dl=&(G$@*=5;3r*Y_+a3mM*-FXfPzPEHMc(MJp$;"
        "Y%iy?A}LNa)v`<~6*NyOXDw*8dn>iI2sUA`e6vF=%PkKsf+aVwc&NxDNU2||#x+)|tS&CGXta(vwl$h6_O9D7Z#49<fT+kZaH}dEb}a+1Af>6TS**UX+ce=QXtVq@CbVXv=_=AJV6^6_k0#SB*roBP_Au%&FQHkYMI`~KJuCz<EiGiV1S^xVFfhrqoT~IL"
        ")HN*~L^LQZL#((gCM<!g)HFS{xurWVJ1!Bklr#XP_O!k<rZ`r!*D!OfyfeKoV6f;mb|slES*#kd1~1_%^s|_-+A=2}*&#ME%Cm1Sr=<uqn6vn-_$@}UpEZyy_cDgAaWhV|iL$@2g`<lzh%dCXL##@%T`yF!3J^vu>NVgoovj`!qb<C$sWI28A2j8wlrD><"
        "b1_!5PBxpejIXvYS~{Y%St;bOuQbQ11+M=w0;zQ^<}J0cDy)$#@3oV$&M#P|ldb+Vim^v6`>eAxyRh*JWEgp}FEh0)oh+3w;HfsTs<FPY<uT_s$TEwvQY*BrTsE<=N+<v+IyQALDlzV@S0_a&wKQV1Qm`Gib}^eR<*#!sHZ$h1qbkcao-}YPE;NuOy)$Pk"
        "WvPI%2rwY93Nja~ydvf|yQ^L>2)11&ZL*TGqByFwQ8xOpgRdPViLuPF)H9tdd9MOAVX+)7H?!I<KdP8E`!LTerYPC4t}$$|tFQJdV67*iNiat!$TBRnr8J8zQ?p4krZEkvn5-W;%CkK$W4U=W>^3mC3N0_SwlTA*{;PN@6Sj1^y{prx5wEnjCAW39%&HwT"
        "36|Kc$FHt5D7O_iyMmP-nX&UObFpKlLoKVZo-`1*hq1`Ac{3`riaKE^nJlrhny{cW<Fqz9k+B3g@-H#E&od7&j<D)9Pq8W?Coo+!AFI@?el+^3dLYL)6g1qWK{8l1uC~{)pR^z_88ycwMzPPWVl{86$}+<;MJ2c~g|?S42`ILxttH&3Att*dvoazv%CO6t"
        "jW0APBel6DKQ$*U_^_R_OSe8Q%{7atORQS1sx3q<`mTqwt0|?axHw#_-K|3|2sM<e8MA3KR<!c8t~W|EgReO$`yMW}C^NXFrnH+a+AC7A7BOzM*`oTctss}GN3YnnSh7N~fHJMLI=2KfwlUo#tT9}+tuKtU=&RSb4KCZK053>1YB1fXO)<-?(lxBH-!Kp`"
        "IJD?76R(`Jpcuw2Ff;Hh60<Bdo1sst5HT&ZAF+WhkhaJtX033!)Tv9JLamD%Eim<{&#Qqj4ycc<xi1N;b28&G`mw;VZY+PZnX%2N$e^;X->mZ_ccme-6)0FK6D?>bTC!)djGvDzkuqE;%q@?yGAu5xdalDTIVx%~fw1H*nXs#>ezHNVWH8pRXbj0H$f{wi"
        "hAi)^0Sg^0fhjz(J}~>LRWUiQUL;jC>L;T(#kjyVWv(%<ATR8l-nIrWiZHFHA+gysd$T??buPd$v?w2?L9_@gq$xTyysmdKim(1GQZQR95VO3j$1E4Cg|FnP$hd4X=(P^HlBgoD+$|X{6DszzVz6T{IJA7WY8^7JUor=*44F`{z%oiU)1gK(r7WPah^-<g"
        "x-dsG(6x>($)fr&+NcGtFtKwcQ>(TrPo?@Xl&()7{-dR{d^6B9Y_>kDz%33eAGYDJQ?lGBP%+svRIFR87PnCjKrfRp2DaKP53WeKxG_kw3bR+Okg*)Jp|(dcH?>{3%QP7=Te3DOSg8G|j4Mnv>a-1)x;CGsG_f}_RxX(~&A4DS?z0%P_%XmSa<G&({4Z6n"
        "qqlT0R<%4a46yvHn6T0<8MIKSw=3v2gS1Jt+O;OHDJ}3Y^(;p**)JBfajYD)?zg}$La=eU@U4ik)}pvGX0aly6SR0JDI`_6MKKYr88S396R>NvDlnTdg(^)l#Vy{hvLuQ!+$;$;FuFK1jI4mLiZHRTez>|VrL5Z~elk)q^D1*Q@GM?2Ev~k*RjFq$L!JmK"
        "J1uB6RWb@LOf)VosI+9aXRtdk_Oy5{+`5W2(zSQD3ND~6&o&RPMJbTD+$ANO6tK6jZX_EhIW(!aM=r6Uw4}wXf;4Zm6Esn<$Exx(fvq7egEEw+H8Bjaf-}}Lr=Vu6Q6`3}rj@8JT`|Qh2dvYzOeq(&g0PFUjxa@%CN4{%8L{@E{IqW@o-WC-wXB(>o-{_O"
        "%&r|S^qs}2uBp{7=&c~JYA~>;QXKNEpQySTo2D_e-L$~7k2D&vgE_w>9IX;Dh^aF;9H^45jIc~HpD4pIG^dX$5HW2rud0BorKfo&X)Um_Ike%gHM2UkO{!w7k)n^Ww5UO@nY2%_J1&ee3M?tGTeCzk?XdZ))3Ts7Ngx=uFEQS%!!Y71!mjf)oUqiQ=QFRg"
        "IWN>Pwlf~DEV3fBdYZbmGPEhQ8ZC7#iz!Sx1h!f?<*?H%va;5yjIYNq!Y~%BE3)Vz)Ecocy|9ZjhOh{-J*z^hsWsZO?JPC0%`G}I*eVC187FeC(I{9mB(c@8?lkf-k+3-~TQCct)Fd!8{Vm-pakA>L6e&$OEUqjpjj>yw{V+c(LN5NXz%xp&i6|-^RwXO6"
        "8K8u%<uyF6IJlBADk}vo^e=oEEG_ve#IhBu7oeuG6Rb|Or7lsgPBhZAZnSE&6e=t&w=is;hb+V`N~8EK@Gw>?$1<0!fH%_}fh))+c(ENcXRNIzc%p-;9x5^`<FYY0rmQrkQ?2H+rX^ah3ooUs-k)c!@U4Zg6tzIH@ulssK)C!dlsPN1<uJmh7O09Tp0wt)"
        "khI~dxUFR>jted>V<Z^3^DIKJHZ+zq&Z?)ZiYyMS<s()o4K-6My|)21zOyE>doL|0wXU)=Ry8b>k0!A;ShiIxcr;Em2{f!VUNIIl;HSK_VKdn@kv1AF7%Xq9KD2wRzbQ(eF|Z7{12oRG<g~)KJTq-A<1|pTZLb<HOSa{)^s}-v`k}imD=PdrnXs%aDW8_E"
        "+axnGCnSiL|EK+|6}U&R@TgogmomGsS+FLi{44~z)-L(72Q@yk)Ue4enz@}by|TS9ak!SR3$=!*k+2N0eK1kF53PeWsIY>iV=`<t0<V8DxiChoF*WZk>#YA8FtF$|SuDD<&LluDCM;~Nv9w>WUbPRhCM%3IhAYb~6}HZ)V=;R)T(Gk+)~J0i%q(u8bu03v"
        "pCouPgfXZzoHIc#Z?ujzgSD$Ofis#WAusAL1vVtMur)BQ6)`!q`ZLoqlr>x~w6+i|AF2Q@fVa1o<TM7dlrKFr<FI5b5Uc7oOEI6h!Lej8doC@!iMM&RGOLy`jIon1J+^r(cd}lrcBMixr6!CkDKXX}<0%KX7Oy2T4z}1VlPelEtt<zsg}TQ!NVc0Uj-f0#"
        "TbSV~Mzi9w;WKKmw=C2w7cmN|$t|`mM<`pT7`cTkK{4^I-Le^|53aVP{xXj(Yb1EJ6rxh85HRjAX(aipDy<Q&5HL!%Wi;-!=C5h1MY$|68=QHv9x<0T(64SP$}Y;Py|I<5(>F1(7qsxGf-XrcBc5F@-m!--O{W~F*0JWWCovZ=Xt0H_bD=mMDl!GM$}z(u"
        ")H7+Tm$Y)SK(7WgAhCxo-Yi@$%P32iOECDYjkJ0s^RFc`HK|ZEueBX8?K1l;lPsjMi?T7XqqE31PA`|LhBC1*D>Zqk%rJYeF|bRo_BAIgkG6BIr7qAif3)qXPO%u6^e0xT_NFbW^DZu@XfJQHZL6CyRWnDl;VqY{?yXZWbF6+a%_596WS6L{pEH~@5TpRC"
        ">bSeI$}V`Te6a~Ch%W6hk|`Q4uCd~@?F(xxn=nEzgs^b2Os!=lrZZfxBR1PKI;`BV_O(;5R5Z{rp0IVIzc+O;E|(Z8jx#_r2`I)YXtZWBT(p9$^0U;U@E{>HAUUa--=-ro4zV&Zq%^cJovu5p0=4$3Wh0)fm^NuO*DL_GEHeizL^SR(WU**5<1mCN+b$!m"
        "8Z?}<EHBZl=e9>Lc`Gv_k)t=T1gu9DBrX4~#hnGSJv5&)@UEIOkf4~d@2dqeNwFn0>@qy9=(A3+F|21L?Xc{xD>RO*OEkALccrZ*EUMeFbEj{$@G^y~Je)PG^CwQQ?ky~|QZqEK$(u?pDzT(6U9A-{+Ne*blQ0h|*e?#D?X9}1TeYa2lPzgAysPRgcQt;n"
        "S2f5kC$tQ(QZYdzA+irG2QJkmX0jNki!h`!$R)5Z%c*;%<0y?Ad#)?BA)w@`uP0ikJ~Tfu(JT_Q<tuQr3o^H`gfiu*Sf-V>y{NRba-pF)VKI2P05ONPb*h`NnJB!myEKL^8@K|q=CD{Y1}m>L(=>LutTm!Cs<sWV|1&!jb+Q1gE3x7*K&~UWFSt`RWHP2S"
        ";jrhl*tI{nk*r58UbYc7vNdZh2sSl1G`dZ&xU`EhpS4ReBQRSw(=^nvT`w*!wXVV_94yi)1TbAG?6B)F2r=ZYTc~Lx`>7o-gtDSA4yUFsajRc35w2sVMyoC@!Y>@MF|Zyk4J|Azt)c2I@2%adxGi<8Kd|?)JuX<R4<#3?JFyM1L#+xdp{?Du+^vQqm!5ST"
        "AF-^f6Pvgz*|1BcNv@78+bJF?7$qPvAhG=<N3Aa;611{1Zy@xohPVx_E+wrUUntWpAhSZQhqH(*N3JC-a<k<zf-vW_nlTqNGP8K9+B9LXl&A%@P&GLnBB(tm2&*J9dL^AOue66U4=Iu%r=-i0nxxvU+%SqUIIIVurK`2F{IEi;b+x;%<S+;>Z!ZI+EUtO8"
        "^DvO7nXwNtEg-<GficdsF|>89cCc<PoGBr#Ikpg|ldwOr*(&6*39vyk$}Yh#KPn?N6)hky3nX%?9<;eIpD<XnY#Dp4l`2W2BB~iIvokKKN-m8c3aDWo%&xmF=$=!mFRux$+%QS72(O+igs_XIa<wfmwH@#(Qzld?GO$*%v9!0bU91zY3Nekf*Rl7i8!$&N"
        "$uR#d>#U!v7bLc`kFOM|tgu-yYbnJw@-h7_z^f^-W~^B>h_m%Ad@L&{za<f+w5}X52e4%(S~rs@q%!s}iLiLEiz^nKYOc~Sv#L)rA+aSbN3#1a5w^}W*e&HTEVTT$C9dbP{<0plk}o<o+a71Qb+9zC8#B8p>a$3-p|yCmuD4k%c`od<gf2Cyb*NIfEwep1"
        "VYl_QTr^g$aj#`Bh$|sGB(GMfA1gPq=r+!?SE<mfIyAqQ+Arv^j5O~wW3|GmOQN{91}{W3_p$jb<}S~r5Hv?ECAr5alqH9@$S@SFy{s1~P%hE6E2vSes<bYo&o|qw;V-hRjj$l8kS#v1KCEx8a<DuymMx2q#WBV+e<<Oqo2LApsUcx7nydpdxU^EH`Y(R2"
        "aI;e;exr-Cra053HLTqyf-1`~^RRg=M6Uj@_%l&2`>Yl&qqRF63Z$PfrYsDuYPFUmQ?M<x*sr>%UZ<`(E3OzU<0pJ5rWUxabv!Dm1h0xOWv-yAdnwwr0WN_qXtpdbhN>ej<1J6H=B+O>%&@z)Xs)*|6e)|Xt((88$ggQL#4Xz~gRLs72e9I!n4nr6#jLh1"
        "!7Bc&bt^M0<t}$3Hmt0>3$|M=SQ&#cJ|sA+LMwr<Lo)5Gg|Nn|eW;+JKC93)=PMpG^sQ{Kfh@J95vFu4Lav`E38IpvvNqbQz%Wg&F07!i<Es6!Vl8koTe2Q5d9qn8Pp{T9rY9RP?ylIUO(D;yr>tYDQX?QVldw#qa;|%>>bfPZf2|%d+_hwg?JQ!i4z2?<"
        "kTd|W6R@A7>m}JO(5Zm11SRIAOR(cJ4K7u!C#5c-+NXmobFBI(R458Cd#qQkET|5$S}#+fP_R=l#HZY<>@SEYOR&7L-X9Au87bK<8krTNv#P5sMWkghD=s%B<Sc8cSu9(u{j7PUvaE`(11e=KsjeHFb+)jpim;8aHZ0UI1g==FyEVeB7qS?&wWx0=Ni({c"
        "bF5xAo~>0dhb0@VTCqwhNGNcth^#HN5H1=r52d8Al(jIh#w#K)O0y0$7_s%K5w6@bM<sYF$h4X;iLf%L^Qtc~{59J#gS2fic&z*}La6X7lqfQ@4<@fMAUKh=^ewa{+$9_?7q9g&CNeZA2eUFRzA&w>05sw#2{8UON+|lY>a_1I5Hb!pe6<v{?=gfix;Z~6"
        "yDz^j_%CfXTP^1<Hmu{Y->v(!>8Y}@0W6QEy0v>V7&LV(k}^Cu&o^K&z@i7T%rz>pr>&|fpRppNoUs9#1*JJRz_qrp0<%>wF);8hqBTk>xgvq845W4>60B1QbgHVYx+yFy5U{*6h$6BrA2Sy)yR_3aPAZ=*C^I1?;w<4Xbfvm6)3T`~oi1ZAudd20z_Bu|"
        "eY3qauCRwL$SFHD)+{e9ATsSRb2LISA~EJMohe2!Xsn|!88hvxEv>{hawrk9OB69EFfzI{w=W(cp`#}+wKO#}3NSFTk}*!HeXw0G0JIz~I51x*Ofhe_;3efS@GXX>-LZ!)bFM?O^(acHJFzn{f26f5PbRM{T`noK=PVPhTP(0GBCyjjZLWDQv#{AQT%SWM"
        "2D56eVJfMl<u#ivTdWeT#H@$2^coMf+@!Ra?lJ_d=B0m=(zG=&g&euCXR=DE3$pbr!LjZvps^*iUaS2ox+xeXIxuUte=RjE%ryluG_hYarZ99ZBrV@3y)P;q;w;mqUobYSv9BsQC9%CKxh6*_=QHFbur(ntIxLs1@H7`OII!@lPPK(MK{Bo}GA|Z0yDj4|"
        ">NS5azOG0lKr<Gz=qxcMVX*nJ^fI?CS*bOwp{~C(W}{fJ{<3tdiY}`)b}`v4^Qa3Wj57_lk|>Hc6R`L(1~dC52sC~)y|Lw(G_dWlcC>Udm@Szvax)F4SfLIwS1xQaI-PYetT4AQQnHes5w*CmrZEb#m9Nh>0x!L`e>80^H>@5sNii*_tFVSJSS~6zxV3*Q"
        "d9>>=p0vm)zp)0iektZOIi<v>udaZiXDv`O6*xdUD6~p6=rMb(B`B7(2CNS;QZ7=ck2Nf?9IFF43$aox5Hf`_b~K3~BCznCvN7u`r7QC$*d-3Ij-{P8<21B2NwE4Ytf^wBa5(xf3^f)jOQEMU{xxf~D=zvqP%_7>&8cd&+%V0h_$%EkF|lkc8?O?uX0W?7"
        "pS3h93OAsm)Gzcc(6Jk?e59)`?xj#L`Yo<8R<xulcriFGA+9E=)v&{;buGaw?KJeXHZJ0_vbCl#J+MEi{w@5m?=W92cQz0;h%Dl=Um}&RqBIOPfGnLhr?Aeq#wg9O%QXhB^ssR*7c{G+EHDi+pRlN_sW6YK60*@YEU+yyf-ttCXD1yp$RvT3H7^gOswB)c"
        "WT7)OgR+M!X(+TTWwduJHZfu|DmX1JMm75`nJCn;tg@{vzpy{6p0G@=RWjc!0x}IO#;>igAG30`GbcVb&NSFH*EZ9rBC&KgCm2F6jj%<tLNzQiim-32>#)={xh%=Cc(!&k%CrG5A3XZ1?>C>eL9_^_94mRW&@b_<VlqaoV6zr9I5niL|Fz;VA-Dsj)GpgE"
        "XEbKAU8zsAc(#kN0kdMVh$n-z?KgTY#4>;_3$%{1d$l1f*(^FJkFcM(8MY~`?xA6=`LG%^8mv;WU$!N#6*(HOGPGs2UNg!oJhyNt<1EuPX)CR$?=eU=ovU!CH8x-{6)xm9HnsXK<FF{P+cB7}A2V*P?I;W~$~Xx%q%N1K0I^l9ML37H5-)Kzyt3*wbgF~3"
        "46xdx!7Y#{>?wOJ?5_W;=dt~?<uCi1?j-3jEvyTx(<O?p=&W+I95fFv!!Sv(HLYv3{HY-)RIl2yd9*1uY^=B~)1uh2&a6nWKeXDYHY`l2AfQ(?2e8Vjc^7e=nynTrq%usYZLM9f`lwc_{<5>D)T+g;lPZQX@33SrII=jlBB(zz*|b5b;G~nPHM3^2)2qR-"
        "t~6mNV5tzbEg_?)&#|ws$FI62d#uMFXtWx%MJ84xgRQ2o2(xT8gSIp^=PuZ>^Q{xCSs-Y$6fw6eg)rAK0;MD@PpnHVsxA9BA2$xEsW42k;Hsac|0%32ODl=96fYMziZD7f3^e++x1237-?P=H`>C%e@i1+$xw9H9&nn=wO|yq3TeKA}rXcLD;v=mp1g>i*"
        ")h&0O=PX;Ok1o_E87ac3Y_QNRp)*%9(k~vV_AZ2_%B!O<9IdCUV4QI>ytLvYZZvT=yE8c``mn^OX)#Z<z$(8jNV74rskAaAV6306CZ(P=9I>UdXerIG`z;VL%c^cOF0gJeUof02r7;n*E;T*0uQ1~-)UaMNinAxRmap6{cQ>3Wmne&_O{@zwxh8k3C@<};"
        "fFwS$XR-sb+cjn@Z?Vua<18(;@wa8FL8f$~#i?Q?VW9@FvbB@4eX>(Ak1}<s8Y3z!TQ1i%vL(^4ATPTy0Gt`AQm*`{4Ktv$`m!gXMlI$w|F9n}W3rhqhqdh~-?A*V4KUECF{qImTCh{Ey(>v8xiC07GPU|N6EqaD*Du4gT`x7L3aTfvy*70jW3dD{?5d|A"
        "WHV8q=rh8xmo{CpeXu*Ld^1HQa<fM%Ftt}U<uvFvXRPluY^(7n4LG|s7cP3QR<qnSZZ*oFV4{jU12J5&q@rxJ46Md5z%0-#{jzE?y0A~Qsj~Al^tIfvXEHaX+Av`+3$zWKKeFGlKe9BSU^HPS`LIwodM`k&*efurcCx6i(KSe`JT$YkccF2yI=DqH)U6(`"
        "pfHoMtE&Ppt1<L5%dlRr2(fB4QZ>Cah^99nnyn5q#wc{GPq2g{C9K-4QY*tJMyQsioTX<lyQWXKkG1Ns<fp<iU!>%zWTt$sf-Lo~*D(>Vq_D5BZ#8kUa<CaD+NsticCl5gttC1$1TyWTcr2AGh^M$Dn=DQ)`nB)4oU2(hzb&b(EHbmR?X3|n4-^!(peLWP"
        "mM}Cf3NkaWAg!`8>o9Vzy)<PmiYSvRl(Doan=n1F9<zI`7qsmxRu_yk1Sc@4&nhG|Xtb}OpE2nvAg>H5X)fj|p|ylGOD=M+R4pR0W2hN2=dY|R+#(MpZ?hXMy0%-bU^a8F%`Oiu0UZ%7)iej87cRxC*RY-z;Vu+0Mw_cP1Ey)PPoO}u`8nFL6f;(&jj3la"
        "TrgWK8yI3R6twTKVzB3_;x3prR;ddzL$CR>QZ#X^r?46;wlqg6zppScpe-~n5IME7Yqhu^=r(97J21C4Gc=Pn7B+}7vaKwsxisRiVmPKWX)HD~PB`;4eKNM61+omaCOFG3H#0OS8Y$s4RHu0~g17xKL@#c!Q8W{<v9P_Z@2q^Mb+XDcZ?v(ozO?kWg)zji"
        "buMtV@vfpZ;k50rjxtFud@$ECq_6t4g0+Y-W}v~Wnl-+!!Lp$_YAvQU61btMDzHnfC9)wh1~O{8eKUWxJTRB9u`v}ZGPXW66|$f%9waX<pD_3}lQG#cRJY2krnU4k9WfX!qc2G-6D%7p1gG7w60Wc?-?a3u(J&4*f2kX)Q#3Cv=C6jewj~5FTQVpy^D};`"
        "owV7WnXqaoATq+746!z{yP!3#N3mBfZ=?k-R<CF<Ei$yW?Iuq(qb@QxC#+#HVzfQ7$)bTXE3n6@W3Wc5;V?QZo}ml0DI6=SGA+w6psl5}(X~A+jFE~f1h$T;Wh-ti4Kdp+1uk;1kC?Ho__Ttxpfd<Cx~rcifT;s0NVGjQa4nx76)+kod@~&?aV$ignxdXC"
        "A1b+#qO$+2h$jH4A2UHMJ1#0U4kMQ=sVD_9qLlqF0V8ao^r=)cd92<paw3<wzp%+LNHZL)=dg{o(=$7+X|(7q2(~FBR<lqsL9&T1Q6nQZ|D7ke^)y>9=drN5LNqcm*0`E0<1#O_y|FbVg|aX;dNP|bPcla=JTg8gm^7QO%{99&mb4Wv)wCNbD6<Z;G_q~6"
        "1~5^hu(m2SkgVV<R;^wz>8}5%)30e9p)F}JDyzY%!LraI2r&{S1+bc=S}y=FQY^hCR4s$7IIZdq(IKEO{<gp)_^W^`z?n6)#<3Kvk1E6(|F68LbEkhXf1H6V{4T03r=V~q{V#r`Qnl=?;jaHLXfUBHUnqI3Brff!zAqFmvLD{19<(8@z$tnSZL8ub39#|8"
        "3$i?>BDI4iUl<@Pi!}SIHmz-+2q#oAvY{<6peV_#-ZVikX|n+`eJ<{>&K@DPf3LEs7ciHv)T6hp2r+l2MKjAU%A!%RL?*f}Y_JcjE-d;j6E`QZ!LJgoHL}aC6|qw=WwURy$1VgjEU&MsOfU*DkS>-jb0>%|nX?ZmD>KomK`4nbJgfsXm$MEjx-ESqfHa*o"
        "vMF@3cPuojEVN#<mb2WkdaU}ZSg(09lrIpqe=p9klC?{+r?fCEP$FP7l&^EO%(8<kPBJjCaHIGw5wfr?dMb*u&8sdcX|M~i<}jiqJuYP;#WKMznlsTf{H71J<}-4y_%r~dk11ZVpg4Ce@vc-fNU{I2i>t^uR5kFgYc^RlgRT;++p)5+K{3EB3Nw{4LZf=R"
        "f1VaR47EBl6f*0t3AXYeV6JnnFfi#h(l97BUm+?oxi43ye>I`9r?x>i6e%*a7cl)TKd&M$`m}biqOj1he66>#NixQyRX9(rSgjm3y0p_R;5gH$*{~_Dc&urt-Lq&l5ilDWj<>@!pDSCi1+8PSCbUm9Q?z%uNUKM?dMxBQeJWfqjj{PIDKeX^A2g}3>a?w`"
        "4YX3Q)V1ZX7_ILrPcg`{I5a%3Y&07#;xSw`TC`WQH>i~~kt@Wu)UkvyWv-W|R;R?QCa}V?TC*c6JTM!s*|k!wzpy&63NeZ`0JK6eva{?gYpi3a<S@-M*Qh_N2{_*@7cVBYm@2?ADYYFk8X?vx(Hfbe)grU9NjRL6n6bvH{4hVQ7ccXi#4t9fuqah7h_L&y"
        "8>ucZth5QQ6SJr=`mr~x$*^#$WG$^MJ}G`FeXgjP^0Cw~$f=bng|mY&f2$cCMYBGs9I@CeXr=$BY9LgxC#^>|rL)K&YB;nqHY=N`hp~z>>a|v>S1rk$-!D@jTC#et6)SACd9(+sO)X@w7M))*^)c_TdZwkeDXokuL@Q>pPPGrPlrC&BK(a`w>L`aYd@d!T"
        "A+BVz%PM-Xg)qFXA2vE58ZrGaKC|mC(XcC|&bH_=9xJagQ<GY?sxnfutgVKrf~6I*U8<6@z%321-l@VNinRGFq%Dx71v0fWlCIn`-7@Pe{FRHTeY0h#p)yyl8YxgNR<y3LORS|WN+qka?k^FqPpwlkW-Wxe;IFMN47W`z%(um<04$-kZ?n&`cC`DiJ}7#!"
        "@TMItjkPhg4KrZ3b~218<gksggduz_%CL4YJGA^TII{Audn_)on6uh6n6T8VNVB%5CA4v{a4fp5v9lny%d;$*TP5bHVzTqDA+l5~@wy5#mapHlTC>425wuV>m@wqFcQ1)5jkV7(<F+U+2r)}9!Z9kdOfB1`EG2oXd9qG0-Y%dp<uNNPZKf2t6e?RY7A5B~"
        "ZnWJpVJyHk$}#|(7qzOma=1w`7$|Txce9wUH>)GKjxj{F@wGRyCN(dp8@1ahwz}cD(W>aTEV$XXA+(6IZntN#o~wSesWCmgl(H?Xz_Up)jk(e&t}Z|-oUMGXwJ_eU7_xV?<SVJ4oHD|!Eh!Qx+pzz&bu`JWDKPdgOD#t#3aC3QGc(w&W-@rSzpoN6dMn|v"
        "leOx#?lOY1RVjC~uCWj+?ldH~pR?XGM6vuasjn@)6R}?~sjhst=rlSU2Qs>_da)h1?lEYtaW%8GZm9gQI5Tjw)w1=eaka0sH?%o18>~RE%qKOnc`ZUN;<H0DRIJ~vS0`Pu1}^TbsI*!!uB)S?fUzsJLA6{oo}x9lTs6D2Rwc3>RWKMf9lYH(Jt%cGRJl;F"
        "i?+_3RW;Hs(k?2rY9yXAda(AE<TAN1R4@XxLawy1ez@AWax|l>{jjLFvbCBmFDIz2+Of<sfHMI!>aA+FBrAC>{HA8I=P}qQy(RDts4<YPT)L&Gce633ohAyh>$kEld$QQOleoaLOEplkcrfTB4zH222Bg*|G_(Y!!nBsMO{z~XI<dvIak5z{F08Ps<}6b&"
        "k*c+&f-P+<dngpG`>=_yzBG;>MKt9wSuVCMFf2E;%C73H(Ii$XpDvOzL8nA0i>`eyr>)wj9IQ5}{wcn$7&9mzQLJMx;h~nS9H!K<?V(k*7_;`bDyuClFC{{;WH8FBU9WknfUMQEMJ@g@rWhMA<}jNjOewl7<ER+3Ql|X1VKE@LrZkl;xUP_(Ft#v~WwF#V"
        "^fa_D1+6$M0gVv3t*)80<S`qxv9U@v8LwS5SBi<O!Z3TYeYx!}*{{yGowa<iHZatwL9ACYiL*E`(kIF<s<Ilfv#y9OMYy;yYc=z-+brQGJRsMk12vSSvbnFUxvrA5LN7BcGp!;jG`2D*__ph<h$xOWoU%hNw=z2^3Al~3)3L3zcAGe*btl@FK(7q24zaed"
        "QLyAP2rrhdQzWA<f++8*+p(CgnXGBJiYXYc$e{?dbF()qjj)uaNVK}E6)m8%_c4C8b-6t<m!-S0sIp+4jJBM#Ehr|evM}(q7A`TLW3eZh`Luu`POl-cm?tx;{vS>#*eQCWO0HwBJhV5p8LCLEzpp~5EveSAys}%cEGPV{uC3rSurY`<@3l@SiLskBh_GKZ"
        "tExq%A1~IO9IY)d0xfN<doh+XZzw{iA*>y-MXzKrOs=@M?5QfQU$IZGBCLz8YqIGn)2|gV-ZH8+KqLYxnl!O2-!G)H39vmRpD|6UtT2QkM>2J)yDbDX54Bse>#V9UG$(nm3pIbUxiJg0L$8Uq0JE&Ngfm1gGqeXD87i}~fw18n&aGmuJ1$i)oHYuj4m9*F"
        "rm1kU!>~cD{i01YC#McHo+Ys{Ik1hd(YIx-#;xZn9I*efaIE4QttM14&azJ-<16T}My^P(z_0V46fQ5VNVHrc*0WQszb`tk(J6>9M6@|AWh`W=LY*}-axA2;S}O>wBpa=-k1^6Gv!*OCnWx^d_%Y?PZ!ra_pDz(D;xWK3<g8k(Fsih%?JNf@zp(qVpe>mv"
        "%B=-6{j1xtJ~*DVSujqoT{fn*|F!NjsI^V7EvPyvrYxE`6|qz<v@ZU%H6b1~*Pa8h{Is>ZcCur%BeIsTwwnvNuBJ~Q*{h&1l(m?(S+8s{kuYnpu(1QR9;pMjE3z{z94?EcDYL;e$|w~tN;0-7lOPwf<Em9KFf1vxAfNW8+9`mn0W*5A#<Tn|P%+M}Iwfne"
        "rmZic4=v5KyEBzAC$Ir0zbSAWHl;JIEi=zFU#ANzRwiaM9x@@a;w-ByuN^S1iZBN>y0Cz@c$pEh-LjvY{-Vh=L?ubAJ+Uw{YOaSTrn3CBE-{)dyfW{yS~7byKrnA8YqvBh+p~4C`ZNKqZY>!vIk9LQ__a|v-Kk@>M5vCkOst%<<*;8g0JXfWcs1Iu`K}T$"
        "05dB&*E7zs`Zu+;V3ijx7qfY?9E@`?)T+9+kg;E=HZ?sfxwA2*3AMi}q_IaQRw%728a0=)e6stl%(W}HiZn8*zqJXiJ(wXl9JRc*Be}*hvpKvh"
        , 2, 90, 64,
    ),
    final=unpacked(
        "TDS(biYNXx%Q|Q#d$L0`sW57^ku0vP9;mD_+b`TL8!$w%G_(OQFeL{zjW>L@yeuEK!!!D?6R|iapRk8A%Q20x=C~%HpsMUF5U;<q>#4`6l(M2ZO0iljMzvcnwlMp!7p*xl<||bq>a@BrpR}hjY_4A&_%wg788xpd`mBz%yQmASa;_brF|@QOAh>8V7PECG"
        "l(B<3^Ra@f93_{pHm*9fzcpI7&o&=7-<y*!T(Y6G4YcjG(yyAb*RN8xgsjG~WH8M&@+|u>Jt>VO+ApNE%rG^n)UDXC#H>m%9Jw;EHZ*oA%&MC+t}Oo{0<cM`W~UFMqB6p`AFaZyX0SQ4EUj9d;xLFPJSs^w)GQ#m5-{_s+_PdhbhbpHYA#|iN;8VCO0;^m"
        "Ycq>105X6xd@@R}47SXx0WdNwO0Z|F3$GQg1vtJiRk7c-=P`b?%B|6{7`1Gz3$+%v2r!#4oG{&{Z!ZzBovtCY$};FS#i*sDjx=H}u`s)^?<|+G3^d@dH?6%gTeQ|RF}PK-wKTo7MzF~$)2v*sR48*Q8nJ<?x-W1n+9ZLua<Hp3O}5sc3a&-1`Xj?Ir8XkC"
        "V6<YhX|l?%12}Rdx-p8dTPB>bsi;mM0<3v6-LK;=b})*z1u-})N-!9-)iF&plC~{1wYbN$B`~$ItF*nX1+uLygfJg49;G{vceHRQ+qvVg!nD7!)2%YOu(ctmJ~`Ytk+Ith)3LiRz_gOB^`1?%12BKC-6%sUjjo6-xw2g{J2;=LqOdff&M=fT&#v9E!n02="
        "(zHgkZYm))da)`usVL{NurTnjg}3UcaHx|nD7T@qMzp&*lCgm(z^!*TqND&bI<<1RD6glmA`&>W<+G@@QM8OOZz*y+R<*Xch_#xk1F&#1bS-VPFSbgwB`g=T6)KN3D70a;RXBC4Q8uYGnzMqcx~_LJP_nqN)2y?s@3z;ifV9mpw=}#o3n~e;=rV`2wX;LB"
        "H#M#^>a3kP_%Elnkh1x>fwA+j8Z?fv9V{xgK&Z7NJFhY`Zm}RS^0f%BtuA~p&aWsmx;9cQakz%Hq_3(Yi!q8Zld)Q&m$oD`Z7LozD>c6+oHI-%fVMrglQQNdaIY?|FrfiAvM|rH{jk9{Gp}T^J2Y^z*RR2|c(jNqr?9}XJhgSMX|1*-dML*&@i!s3X|+tW"
        "T{6J4MW*DgT{Gr1DYaOjAGDG<>#Wf%ay8;LiL`k*CNU^9=dNk153{kbudSId9I&#o1RB`16SaZ3ysQhbIJ9>w#54^!nX@&p*E0hrhBQPV*Rn3GLbN!w%cfnlAu;Z<Au*gYm9)M#j+rkpys*-#V5!Bo0JyEU#W1h1leU>GAu+nK4J?zObt$g0@HA(%lr$={"
        "_OF67p0PzJ*s@7C+Aw0V?J<HVR4hL+PO8PRr?PCc;yKnY9JC&_)G1y!W3NH4{J3hg`>)0`PN-)u9x^sGvZ@QUsIuWRN+#^J?kQ%kH7M(@jjyJm?yxDfTC`HMW-{xy;<zX=Dl}58<FUytEwuKu=`&<5QMG%u3Nd52sxd35TC~)vi>LpxHL-EDmNTX@{UXu0"
        "bGI`&J1*lee6Q)TIxSc)Td)@~Ik0=IAhag6$2evx@uib4FEiJ&@T$o!GAVpIud(j1`LIhQimh9>cqf{vsWm^iJT#iR;;ihcDJ%r4a4R~qE~HT^H7$;_rmoky7BG1zu{F>EHYZx98K;4?bC<Xx-7FC?ptp9iJunk5sVUMm1hv+&+cNgD>$0}6IIIFLoGfv*"
        "F)x9*__oluXPD8nd$M>fg&=RY-mL^QEilk6PPJ{XLOJak>ow>y(6I<Kb{>2#=B=?O6s)JVptSTb<giG$inYhHyDn>-rLZZpW3x;$r#7G{JGS4mP_;iJN-j3CAG8THy0t2@TdUkNR;VC1;3`He2PO$E${=mBh_n_ntTm7mE4N&>m#I!PizQ&P<gHe<c(6va"
        "6tnNH2RF2~+Bj;p6uFBsv#f|LO|pbE=`J!cFEUNGV=>XS3^C5HAgcQ_^|A6Y6en9UwzP*eQ?ExLD>UV@ld>YTDKFHoQMF>SvNO;yO|lfF|FW?*54IAmCN?vmFRiqyVk%&)C#$L}>az1RdbkF!fGbU_Lb3&?|FTaNcCE;;c(CrQ)iU|Dk2lXS#lOtJ|G+}P"
        "tH2+?xxiGwoWK&m48B3Y;J}73!k}U&<gjov^sd&m)T>3ZpddxHD>huN^eHs5|1{V$`KAT1WwVqylQ?^{H86=Sfif63cr<~nT{7l2S+B~r%Cao7m#+!9l(KBDtu>9aDXmB@#Wm=vge^QLGPHWKRxp692C!VU^eKKdkT-9!0<?CpmLCqa-Z37xHLTGv6}6)?"
        "<+Kd5$h9q^O|l8IsGGyGSvjP$1+O+SO12jzYq2#nHM8$E=`HRsf3=sn8?+ZO1gkr-=B;C|pDIo=B)F6!q_CW{in4MuC8A?4mNJa7Q>}Y2&MFhREi^<h1}&B{Ft(1YF`{}hgRywHr?Z_j_No#%oU?werYs7yVk~#E@hnQPW3;QV7_gBj8o3m#`!(jV>9A+1"
        "h_%|X@;CY%Xg04VW-x4}KrhR(w6?`B=QG~103+ZcB`#8+8MdaC4YCh6vaP77qq2>$IWa^f`n9OAEg2UyQZv-C5Gww)L@~!Twy`#^?yjDr(W<a4G$yYtXR$u9d6piuIXb+ts4Wk(1+T`b!8z}+U@R@9*{F=Pc`bDvZ?KLmb1@LIw71kUW-t`68ySl-O*7jx"
        "QnJ6XQY`N+X17|R=QX3UdN6RYr?a3queBbua4J)>Iji5TwJRL794VHw6tx*NAGQxS*s9mCGPT^aV6Nscvb0RJBsEm8s<c(HS+!?1GA$7?jI@z5JhaoXyfNQ4mMuZ9Yao)Umb7cFskIX@uC#nE%&eO=Z?oF1R595xkT?$*H?W;Iy0NY`<|Pv?TBfcs0Ji0~"
        "#JK{s8?{QZ95Iu#RI~@K46XL47_a-dj<B_{6szvBFgRo?p{{$fTdWu?J*{Y^1hzQ2RWJgy?=Wj2(<fgc2R5!X$}=*uAv2mZVXPvxwz3s4<E&0Mx~-713NuWsGA^1ZB`?S<Pca&>_pco^1hDEVt21dLOso7X@UvOAb~Gunld?#(dMh6uxvw@c-L!_bG_|3$"
        "<Tdy(3ou@$`m<K0Z82D`0u;Egq$qDRur3cWnzIDAx3rX^d9i+xr!~m5=Cn|-(Ki&iVYcY8`z+ToJ+XZ%0jj~IS&%y}EwrGsFEov{1u*|PeYLAF#<It@&9mGu^RpJR?y~PG*DzbJIVH&&TNewlk2ANk@+^$27cjXmFe*-=rZyNf4Y1ZUeWuB-rzlJ@qcAQc"
        "tF|LAMz_YbbEr}*L9ZY&O}Nam)w55tL$)loAFU9u7CQZ~kT%_|C$hn{6_>`fUo)Sp-mlcL^|$7;nl-0446_@wHm5x+9IZ_-jkE^1fw9uA!X$&Y605y5;w-kcCa%daZLxr~ZLtF@i!BHkYqrWXfh`2FJ}q23BDC(es<&b&yf^%&*|kZp5V(%0MXcJm8MX1K"
        "!ZpP-f;7=F@vIKCN-d?hj<Th<L^Hjtw<Za-U#{b`MzWPPFrj5Eq_Y^SaVrwAQLP!T{4vNky*074oF3k{J~RrpFtc(f2)P}jW+lckkha3KH8*jtH?;dS^{Hzd^|ko7mojjp3oL~$uA<^4>a9sQhqOzyRkZLYPBeEijIi%B&9S~O{IuREda`$}bF>$*X|N%>"
        "i?sQ*0=AZ-WiKZ(3@}--F|!yjt1|kjE3y%}1t@Ab;xrVpzcG8QSfS6Z$~KUrG_k)g(JyQ_nymh_Ik!)i1FdK;+b-0$6tY#GGr1+J7_#3s9yG_W!nHoN(lGz9{4>rnny-zmDkwUvw6(9Ny|z{~k*$`ct+1`Rr#Yf52eH|+rZuOpM>xzctExpY4>Dq_HY{?k"
        "o-HgeO0>`|6SF0>+OkKu2Q`_mYp@2lXSS@Z(KsWtn6NpszqA6eLb3F;4llnrL$Bg3$|}7qH#D-c-Yj{mtf`}`C^M_GPO{dyF*rvy)G%``<}T*8Kr$?{y(mnvSt$gzj<eLN>Nc7%7qKlWv9(68`Ze`3D4_18II|En61dnjtT_?21+dVwzqi*kqO*9f1uy0`"
        "Eit38^tD~6W+=)qJ1t7BqByCst1XkPWTwBaYd66!Te91&ZmLPD;Iy?U%dl4~x~SHycC;HfyfbC8MYaDngr2Om+@=vMCo<f%s<9opEH(zK$0lng{HWk6Wv}wIzbB0?S2R#ET{tJTR<;bb^{U&nPBaoTn6=}bin5WiZJ{MPSFjYdRIIu#$g+kq)2KVFUa=}N"
        "c(MApSFErrQnHS}qQJbsX~3|+WWdG1XuyKN1i(+eZNRy}"
        , 2, 65, 13,
    ),
    slope=unpacked(
        "$vn+HB0Zoy#5^rLoIK(?xIB$LfIP-Lkvs"
        , 13,
    ),
    bias=unpacked(
        "Sh7Sk$hKR!cDCxekGxsD7`e@|GBTUF7QF"
        , 13,
    ),
)
